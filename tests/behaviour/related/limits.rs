//! The limits of a call that loads related rows.

use fin_infra::prelude::*;
use fin_infra::query::limits::MAX_RELATED_ROWS;
use fin_infra_tests::{on_each_store, on_stores};

use super::resources::{Account, Currency, Deposit, DepositFilter, Goal, repositories};

on_each_store!(
    [Currency, Account, Goal, Deposit] a_limit_of_children_is_from_one_to_the_largest_page,
    [Currency, Account, Goal, Deposit] a_filter_of_children_has_the_limits_of_a_list,
    [Currency, Account, Goal, Deposit] copies_of_a_row_count_for_the_limit,
);

// The rows of one store are enough: what is counted has nothing to do with the store.
on_stores!([in_memory: Memory, on_sqlite: Sqlite] [Currency, Account, Goal, Deposit] more_related_rows_than_the_limit_are_an_error);

async fn a_limit_of_children_is_from_one_to_the_largest_page(db: &Db) {
    let all = repositories();
    let boat = all.goal(db, "boat").await;
    for limit in [0, 10_001, u32::MAX] {
        let error = all.goals.load(db, [boat.clone()], Goal::deposits().limit(limit)).await.unwrap_err();
        assert_eq!(error.to_string(), "deposits: limit: must be between 1 and 10,000");
        assert!(error.is_invalid());
    }
    all.goals.load(db, [boat], Goal::deposits().limit(10_000)).await.unwrap();
}

async fn a_filter_of_children_has_the_limits_of_a_list(db: &Db) {
    let all = repositories();
    let boat = all.goal(db, "boat").await;
    let many = |count| DepositFilter::new().amount(Condition::any_of(0..count));
    let error = all.goals.load(db, [boat.clone()], Goal::deposits().filter(many(1_001))).await.unwrap_err();
    assert_eq!(error.to_string(), "deposits: amount: takes at most 1,000 values");
    // The ids of the parents are not among the values of the filter.
    let goals = vec![boat; 10_000];
    let filter = (0..5).fold(DepositFilter::new(), |filter, _| filter.amount(Condition::any_of(0..1_000)));
    all.goals.load(db, goals.clone(), Goal::deposits().filter(filter)).await.unwrap();
    let one_more = [goals, vec![all.goal(db, "car").await]].concat();
    let error = all.goals.load(db, one_more, Goal::deposits()).await.unwrap_err();
    assert_eq!(error.to_string(), "goals: id: takes at most 10,000 ids");
}

/// Each of many deposits would have a copy of its goal with all its deposits.
async fn copies_of_a_row_count_for_the_limit(db: &Db) {
    let all = repositories();
    let account = all.account(db, "main").await;
    let boat = all.goal(db, "boat").await;
    let creates: Vec<_> = (0..320).map(|amount| Deposit::of(&boat, &account, amount)).collect();
    let deposits = all.deposits.create_many(db, creates).await.unwrap();
    let copies = || Deposit::goal().with(Goal::deposits());
    let error = all.deposits.load(db, deposits.clone(), copies()).await.unwrap_err();
    assert_eq!(error.to_string(), "deposits: related: takes at most 100,000 related rows in one call");
    assert!(error.is_invalid());
    let fewer = deposits.into_iter().take(310);
    let loaded = all.deposits.load(db, fewer, copies()).await.unwrap();
    assert_eq!(loaded[309].related.as_ref().map(|goal| goal.related.len()), Some(320));
}

async fn more_related_rows_than_the_limit_are_an_error(db: &Db) {
    let all = repositories();
    let account = all.account(db, "main").await;
    let boat = all.goal(db, "boat").await;
    let mut left = MAX_RELATED_ROWS;
    while left > 0 {
        let creates: Vec<_> = (0..left.min(10_000)).map(|_| Deposit::of(&boat, &account, 1)).collect();
        left -= creates.len();
        all.deposits.create_many(db, creates).await.unwrap();
    }
    let loaded = all.goals.load(db, [boat.clone()], Goal::deposits()).await.unwrap();
    assert_eq!(loaded[0].related.len(), MAX_RELATED_ROWS);
    all.deposit(db, &boat, &account, 2).await;
    let error = all.goals.load(db, [boat.clone()], Goal::deposits()).await.unwrap_err();
    assert_eq!(error.to_string(), "deposits: related: takes at most 100,000 related rows in one call");
    all.goals.load(db, [boat], Goal::deposits().limit(10_000)).await.unwrap();
}
