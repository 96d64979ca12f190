//! What was received and spent, by category.

use anyhow::Result;
use fin_infra::prelude::*;
use fin_infra_domains::budgets::Amounts;
use fin_infra_domains::calendar::DateRange;

use crate::resources::{TRANSFER, Transaction, TransactionAggregate, TransactionFilter, UNCATEGORIZED};

/// Returns the sum of each category, in one currency. Money that was spent is negative.
pub(crate) async fn sums(db: &Db, range: DateRange, currency: Currency) -> Result<Amounts> {
    sums_of(db, within(range, currency)).await
}

/// Returns what was received and spent in one currency. Transactions without a category have nothing in common, so what was
/// received in them is not taken off what was spent.
pub(crate) async fn totals(db: &Db, range: DateRange, currency: Currency) -> Result<Totals> {
    let sums = sums(db, range, currency).await?;
    let spent = within(range, currency)
        .category(UNCATEGORIZED.to_owned())
        .amount(Condition::lt(Money::new(Decimal::ZERO, currency)?));
    let uncategorized = sums_of(db, spent).await?.remove(UNCATEGORIZED).unwrap_or_default();
    Ok(Totals::new(sums, uncategorized))
}

fn within(range: DateRange, currency: Currency) -> TransactionFilter {
    TransactionFilter::new()
        .booked_on(Condition::between(range.start(), range.end()))
        .amount_currency(currency)
}

async fn sums_of(db: &Db, filter: TransactionFilter) -> Result<Amounts> {
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
    /// The totals of the sums, of which `uncategorized` is what was spent without a category: a negative amount.
    fn new(mut sums: Amounts, uncategorized: Decimal) -> Self {
        sums.remove(TRANSFER);
        let received = sums.remove(UNCATEGORIZED).unwrap_or_default() - uncategorized;
        let sums = sums.into_iter().chain([(UNCATEGORIZED.to_owned(), uncategorized)]);
        let (spent, received_in): (Vec<_>, Vec<_>) = sums.partition(|(_, sum)| *sum < Decimal::ZERO);
        let income = received_in.iter().map(|(_, sum)| *sum).sum::<Decimal>() + received;
        let mut by_category: Vec<(String, Decimal)> =
            spent.into_iter().map(|(name, sum)| (name, -sum)).collect();
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
        let totals = Totals::new(sums.map(|(name, sum)| (name.to_owned(), sum)).into(), Decimal::ZERO);
        assert_eq!((totals.income, totals.spent), (dec!(2000), dec!(1700)));
        assert_eq!(totals.by_category[0], ("Food".to_owned(), dec!(900)));
    }

    #[test]
    fn a_salary_without_a_category_does_not_hide_what_was_spent() {
        let sums = [("Rent", dec!(-800)), (UNCATEGORIZED, dec!(1760.50))];
        let totals = Totals::new(sums.map(|(name, sum)| (name.to_owned(), sum)).into(), dec!(-1239.50));
        assert_eq!((totals.income, totals.spent), (dec!(3000.00), dec!(2039.50)));
        assert_eq!(totals.by_category[0], (UNCATEGORIZED.to_owned(), dec!(1239.50)));
    }
}
