//! Conditions on amounts with their currency.

use rust_decimal::Decimal;

use super::condition::{Condition, Kind, Operator};
use super::conditions::Conditions;
use crate::column::{Column, Medium};
use crate::currency::Currency;
use crate::error::{Error, Result};
use crate::limits::{self, MAX_VALUES};
use crate::money::{Money, mixed};

impl<M: Medium> Conditions<M> {
    /// Adds conditions on a column of amounts. A row meets one only if its amount is in the currency of the condition.
    pub fn money(&mut self, column: &Column<M, Decimal>, conditions: &[Condition<Money>]) -> Result<()> {
        conditions.iter().try_for_each(|condition| self.money_condition(column, &condition.0))
    }

    fn money_condition(&mut self, column: &Column<M, Decimal>, condition: &Kind<Money>) -> Result<()> {
        match condition {
            // A filter that must not match keeps nulls.
            Kind::Compare(Operator::Ne, money) => {
                self.add(column, &Condition::is_not_null(), Decimal::clone)?;
                self.negated(|to| to.amounts(column, money.currency, &Condition::eq(money.amount)))
            }
            Kind::Compare(operator, money) => {
                let condition = Condition(Kind::Compare(*operator, money.amount));
                self.amounts(column, money.currency, &condition)
            }
            Kind::Between(low, high) if low.currency == high.currency => {
                self.amounts(column, low.currency, &Condition::between(low.amount, high.amount))
            }
            Kind::Between(low, high) => Err(column.invalid(mixed(low.currency, high.currency))),
            Kind::AnyOf(values) => self.one_of(column, values),
            Kind::NoneOf(values) => {
                self.add(column, &Condition::is_not_null(), Decimal::clone)?;
                self.negated(|to| to.one_of(column, values))
            }
            Kind::Null(true) => self.add(column, &Condition::is_null(), Decimal::clone),
            Kind::Null(false) => self.add(column, &Condition::is_not_null(), Decimal::clone),
            Kind::StartsWith(_) => Err(Error::invalid(column.description().field, "is not text")),
        }
    }

    /// Adds a condition on the amounts in a currency.
    fn amounts(
        &mut self,
        column: &Column<M, Decimal>,
        currency: Currency,
        condition: &Condition<Decimal>,
    ) -> Result<()> {
        column.check_currency(currency)?;
        if let Some(ordinal) = column.description().currency_column() {
            let code = Some(currency.code().to_owned());
            M::add_text(code, &mut self.arguments).map_err(|error| column.unencodable(error))?;
            self.term_at(ordinal, Operator::Eq)?;
        }
        self.add(column, condition, Decimal::clone)
    }

    /// Adds a condition that an amount is one of these, with a branch for each currency.
    fn one_of(&mut self, column: &Column<M, Decimal>, values: &[Money]) -> Result<()> {
        limits::check(column.description().field, "values", values.len(), MAX_VALUES)?;
        let mut branches: Vec<(Currency, Vec<Decimal>)> = Vec::new();
        for money in values {
            match branches.iter_mut().find(|(currency, _)| *currency == money.currency) {
                Some((_, amounts)) => amounts.push(money.amount),
                None => branches.push((money.currency, vec![money.amount])),
            }
        }
        self.any_of(branches.iter(), |(currency, amounts), to| {
            to.amounts(column, *currency, &Condition::any_of(amounts.iter().copied()))
        })
    }
}
