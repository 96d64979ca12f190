//! What was received and spent, by category.

use std::collections::BTreeMap;

use anyhow::Result;
use fin_infra::prelude::*;
use fin_infra_domains::budgets::Amounts;
use fin_infra_domains::calendar::DateRange;

use crate::resources::{TRANSFER, Transaction, TransactionAggregate, TransactionFilter};

/// Returns the sum of each category, in one currency. Money that was spent is negative.
pub(crate) async fn sums(db: &Db, range: DateRange, currency: Currency) -> Result<Amounts> {
    let filter = TransactionFilter::new()
        .booked_on(Condition::between(range.start(), range.end()))
        .amount_currency(currency);
    let asked = TransactionAggregate::new().filter(filter).by_category().by_amount_currency().sum_amount();
    let rows = Transaction::repository().aggregate(db, asked).await?;
    Ok(rows.into_iter().map(|(category, _, sum)| (category, sum.amount())).collect())
}

/// What was received and spent. Transfers between own accounts are neither.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Totals {
    /// The sum of the categories in which more was received than spent.
    pub(crate) income: Decimal,
    /// The sum of what was spent.
    pub(crate) spent: Decimal,
    /// What was spent in each category, the most first. What was paid back is taken off.
    pub(crate) by_category: Vec<(String, Decimal)>,
}

impl Totals {
    pub(crate) fn new(sums: &Amounts) -> Self {
        let sums: BTreeMap<&String, Decimal> = sums
            .iter()
            .filter(|(category, _)| *category != TRANSFER)
            .map(|(name, sum)| (name, *sum))
            .collect();
        let income = sums.values().filter(|sum| **sum > Decimal::ZERO).sum();
        let spent = sums.iter().filter(|(_, sum)| **sum < Decimal::ZERO);
        let mut by_category: Vec<(String, Decimal)> =
            spent.map(|(name, sum)| ((*name).clone(), -*sum)).collect();
        by_category.sort_by(|left, right| right.1.cmp(&left.1).then_with(|| left.0.cmp(&right.0)));
        Self { income, spent: by_category.iter().map(|(_, spent)| *spent).sum(), by_category }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transfers_are_neither_income_nor_spending() {
        let sums =
            [("Wages", dec!(2000)), ("Rent", dec!(-800)), ("Food", dec!(-900)), (TRANSFER, dec!(-500))];
        let totals = Totals::new(&sums.map(|(name, sum)| (name.to_owned(), sum)).into());
        assert_eq!((totals.income, totals.spent), (dec!(2000), dec!(1700)));
        assert_eq!(totals.by_category[0], ("Food".to_owned(), dec!(900)));
    }
}
