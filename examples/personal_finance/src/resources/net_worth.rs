//! What somebody owns less what they owe.

use chrono::NaiveDate;
use fin_infra::prelude::*;

/// The net worth at the end of a day, in one currency.
#[derive(FinResource, Debug, Clone)]
#[fin(
    immutable,
    unique("taken_on", "currency"),
    check(net == assets - liabilities),
    check(assets >= 0),
    check(liabilities >= 0),
    validate = check
)]
pub struct NetWorthSnapshot {
    /// The day.
    #[fin(filter, order)]
    pub taken_on: NaiveDate,
    /// The code of the currency.
    #[fin(filter, length(max = 3))]
    pub currency: String,
    /// The sum of the accounts with a positive balance.
    pub assets: Decimal,
    /// The sum of the accounts with a negative balance, without the sign.
    pub liabilities: Decimal,
    /// The assets less the liabilities.
    pub net: Decimal,
}

fn check(input: Input<'_, NetWorthSnapshot>) -> Result<(), Error> {
    match input {
        Input::Create(create) if Currency::from_code(&create.currency).is_none() => {
            Err(Error::invalid("currency", "must be the code of a currency, such as EUR"))
        }
        _ => Ok(()),
    }
}
