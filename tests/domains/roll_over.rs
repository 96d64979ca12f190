//! What is left of a budget, in the next one.

use std::sync::Arc;

use fin_infra::prelude::*;
use fin_infra_domains::budgets::{
    Budget, BudgetCategory, BudgetCategoryQuery, BudgetCategoryRead, BudgetCreate, BudgetQuery, Rollover,
    Transaction,
};
use fin_infra_domains::calendar::Period;
use fin_infra_tests::on_each_store;
use rand::rngs::ChaCha8Rng;
use rand::{RngExt as _, SeedableRng as _};

use crate::support::{Household, TASKS, at_once, day, kind, text};

on_each_store!(
    [Budget, BudgetCategory, Transaction] the_next_budget_begins_where_the_last_one_ends,
    [Budget, BudgetCategory, Transaction] no_period_leaves_a_gap,
    [Budget, BudgetCategory, Transaction] days_of_the_users_own_are_followed_by_a_period,
    [Budget, BudgetCategory, Transaction] a_balance_conserves_money,
    [Budget, BudgetCategory, Transaction] unspent_money_is_carried_and_overspending_is_forgiven,
    [Budget, BudgetCategory, Transaction] a_budget_without_rollover_carries_nothing,
    [Budget, BudgetCategory, Transaction] an_unplanned_category_is_paid_back,
    [Budget, BudgetCategory, Transaction] late_transactions_count_in_their_budget,
    [Budget, BudgetCategory, Transaction] a_category_in_two_currencies_is_refused,
    [Budget, BudgetCategory, Transaction] a_budget_is_rolled_over_once,
    [Budget, BudgetCategory, Transaction] one_of_many_callers_rolls_over,
);

async fn rolling(db: &Db, home: &Household, planned: &[(&str, Decimal)]) -> Uuid {
    let new = BudgetCreate { rollover: true, ..home.month("November", day(11, 1)) };
    let planned = planned.iter().map(|(name, amount)| ((*name).to_owned(), *amount)).collect();
    home.budgets.create_planned(db, new, planned, Currency::EUR).await.unwrap().id
}

fn carried(rows: &[BudgetCategoryRead]) -> Vec<(&str, Money, Option<Money>)> {
    let mut all: Vec<_> = rows.iter().map(|row| (row.name.as_str(), row.planned, row.carried)).collect();
    all.sort_by_key(|(name, ..)| *name);
    all
}

async fn the_next_budget_begins_where_the_last_one_ends(db: &Db) {
    let home = Household::new();
    let extra = [("colour".to_owned(), serde_json::json!("red"))].into();
    let january = BudgetCreate { extra, ..home.month("0", day(1, 31)) };
    let mut budget = home.budgets.create(db, january).await.unwrap();
    let mut days = vec![(budget.starts_on, budget.ends_on)];
    for number in 1..4 {
        let next =
            home.budgets.roll_over(db, budget.id, &number.to_string(), Rollover::Balance).await.unwrap();
        assert_eq!((next.rolled_from, &next.extra), (Some(budget.id), &budget.extra));
        budget = next.row;
        days.push((budget.starts_on, budget.ends_on));
    }
    let expected = [
        (day(1, 31), day(2, 27)),
        (day(2, 28), day(3, 30)),
        (day(3, 31), day(4, 29)),
        (day(4, 30), day(5, 30)),
    ];
    assert_eq!(days, expected);
}

async fn no_period_leaves_a_gap(db: &Db) {
    let home = Household::new();
    for period in Period::ALL {
        let first = BudgetCreate::for_period(home.user, format!("{period:?}"), period, day(3, 1)).unwrap();
        let mut budget = home.budgets.create(db, first).await.unwrap();
        for number in 1..5 {
            let name = format!("{period:?} {number}");
            let next = home.budgets.roll_over(db, budget.id, &name, Rollover::Unspent).await.unwrap();
            assert_eq!(Some(next.starts_on), budget.ends_on.succ_opt(), "{name}");
            assert_eq!(next.range().unwrap(), period.range(day(3, 1), number).unwrap(), "{name}");
            budget = next.row;
        }
    }
}

async fn days_of_the_users_own_are_followed_by_a_period(db: &Db) {
    let home = Household::new();
    let ten_days = BudgetCreate { ends_on: day(1, 10), ..home.month("Ten days", day(1, 1)) };
    let ten_days = home.budgets.create(db, ten_days).await.unwrap();
    let next = home.budgets.roll_over(db, ten_days.id, "Next", Rollover::Balance).await.unwrap();
    assert_eq!((next.starts_on, next.ends_on), (day(1, 11), day(2, 10)));
}

async fn a_balance_conserves_money(db: &Db) {
    let mut chance = ChaCha8Rng::seed_from_u64(17);
    for _ in 0..5 {
        let home = Household::new();
        let planned: Vec<_> =
            ["a", "b", "c"].map(|name| (name, Decimal::new(chance.random_range(0..100_000), 2))).into();
        let budget = rolling(db, &home, &planned).await;
        let mut left: Decimal = planned.iter().map(|(_, amount)| amount).sum();
        for name in ["a", "b", "b", "x"] {
            let amount = Decimal::new(chance.random_range(-20_000..100_000), 2);
            left -= amount;
            home.spend(db, budget, &[(name, day(11, 5), Money::new(amount, Currency::EUR).unwrap())]).await;
        }
        let next = home.budgets.roll_over(db, budget, "Next", Rollover::Balance).await.unwrap();
        let sum = |rows: &[BudgetCategoryRead]| -> Decimal {
            rows.iter().filter_map(|row| row.carried).map(|carried| carried.amount()).sum()
        };
        assert_eq!(sum(&next.related), left);
        let remaining = async |id| {
            let progress = home.budgets.progress(db, id, day(12, 31)).await.unwrap();
            progress.of(Currency::EUR).unwrap().total.remaining
        };
        let planned: Decimal = planned.iter().map(|(_, amount)| amount).sum();
        assert_eq!(remaining(next.id).await, remaining(budget).await + planned);
        // What nobody spends is carried on.
        let after = home.budgets.roll_over(db, next.id, "After", Rollover::Balance).await.unwrap();
        assert_eq!(sum(&after.related), left + planned);
    }
}

async fn unspent_money_is_carried_and_overspending_is_forgiven(db: &Db) {
    let home = Household::new();
    let budget = rolling(db, &home, &[("Food", dec!(400)), ("Fun", dec!(100)), ("Rent", dec!(800))]).await;
    let spent = [
        ("Food", day(11, 2), money!(350 EUR)),
        ("Fun", day(11, 2), money!(120 EUR)),
        ("Rent", day(11, 2), money!(800 EUR)),
    ];
    home.spend(db, budget, &spent).await;
    let next = home.budgets.roll_over(db, budget, "Next", Rollover::Unspent).await.unwrap();
    let expected = [
        ("Food", money!(400 EUR), Some(money!(50 EUR))),
        ("Fun", money!(100 EUR), None),
        ("Rent", money!(800 EUR), None),
    ];
    assert_eq!(carried(&next.related), expected);
}

async fn a_budget_without_rollover_carries_nothing(db: &Db) {
    let home = Household::new();
    let planned = [("Food".to_owned(), dec!(400))].into();
    let budget = home
        .budgets
        .create_planned(db, home.month("November", day(11, 1)), planned, Currency::EUR)
        .await
        .unwrap();
    let next = home.budgets.roll_over(db, budget.id, "Next", Rollover::Balance).await.unwrap();
    assert_eq!(carried(&next.related), [("Food", money!(400 EUR), None)]);
    assert!(!next.rollover);
}

async fn an_unplanned_category_is_paid_back(db: &Db) {
    let home = Household::new();
    let budget = rolling(db, &home, &[("Food", dec!(400))]).await;
    home.spend(db, budget, &[("food", day(11, 2), money!(410 EUR)), ("Gifts", day(11, 2), money!(5 USD))])
        .await;
    let next = home.budgets.roll_over(db, budget, "Next", Rollover::Balance).await.unwrap();
    let expected =
        [("Food", money!(400 EUR), Some(money!(-10 EUR))), ("Gifts", money!(0 USD), Some(money!(-5 USD)))];
    assert_eq!(carried(&next.related), expected);
}

async fn late_transactions_count_in_their_budget(db: &Db) {
    let home = Household::new();
    let budget = rolling(db, &home, &[("Food", dec!(400))]).await;
    home.spend(db, budget, &[("Food", day(12, 2), money!(100 EUR))]).await;
    let next = home.budgets.roll_over(db, budget, "Next", Rollover::Balance).await.unwrap();
    assert_eq!(next.related[0].carried, Some(money!(300 EUR)));
}

async fn a_category_in_two_currencies_is_refused(db: &Db) {
    let home = Household::new();
    let budget = rolling(db, &home, &[("Food", dec!(400))]).await;
    home.spend(db, budget, &[("food", day(11, 2), money!(5 USD))]).await;
    let error = home.budgets.roll_over(db, budget, "Next", Rollover::Balance).await;
    assert_eq!(
        text(error),
        "category: `Food` is planned in EUR and has -5.00 USD left: give these transactions another category"
    );
    assert_eq!(home.budgets.count(db, BudgetQuery::new()).await.unwrap(), 1);
    home.budgets.roll_over(db, budget, "Next", Rollover::Unspent).await.unwrap();
}

async fn a_budget_is_rolled_over_once(db: &Db) {
    let home = Household::new();
    let budget = rolling(db, &home, &[("Food", dec!(400))]).await;
    let taken = home.budgets.roll_over(db, budget, "november", Rollover::Balance).await;
    assert_eq!(kind(taken), (ErrorKind::Conflict, vec!["user_id".to_owned(), "name".to_owned()]));
    let next = home.budgets.roll_over(db, budget, "Next", Rollover::Balance).await.unwrap();
    let again = home.budgets.roll_over(db, budget, "Again", Rollover::Balance).await;
    assert_eq!(kind(again), (ErrorKind::Conflict, vec!["rolled_from".to_owned()]));
    home.budgets.delete(db, (next.id, next.version)).await.unwrap();
    home.budgets.roll_over(db, budget, "Again", Rollover::Balance).await.unwrap();
    assert_eq!(kind(home.budgets.restore(db, next.id).await).0, ErrorKind::Conflict);
}

async fn one_of_many_callers_rolls_over(db: &Db) {
    let home = Arc::new(Household::new());
    let budget = rolling(db, &home, &[("Food", dec!(400))]).await;
    let results = at_once(|task| {
        let (home, db) = (home.clone(), db.clone());
        async move { home.budgets.roll_over(&db, budget, &task.to_string(), Rollover::Balance).await }
    });
    let results = results.await;
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1);
    assert_eq!(
        results.iter().filter_map(|result| result.as_ref().err()).filter(|error| error.is_conflict()).count(),
        TASKS - 1
    );
    let categories = BudgetCategory::repository().tenant(home.tenant);
    assert_eq!(categories.count(db, BudgetCategoryQuery::new()).await.unwrap(), 2);
}
