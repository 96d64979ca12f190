//! Keys: values, and nulls.

use fin_infra::prelude::*;
use fin_infra_tests::on_each_store;

use crate::entry::*;

on_each_store!(
    [Entry] rows_without_a_value_are_a_group_of_their_own,
    [Entry] groups_of_several_keys_are_in_the_order_of_the_calls,
    [Entry] texts_that_differ_are_different_groups,
);

async fn rows_without_a_value_are_a_group_of_their_own(db: &Db) {
    let owner = Some(Uuid::from_u128(7));
    let owners = [owner, None, owner, None, None];
    let entries = entries(db, owners.map(|owner| EntryCreate { owner, ..entry("Food", dec!(1)) })).await;
    let rows = entries.aggregate(db, EntryAggregate::new().by_owner().sum_amount()).await.unwrap();
    assert_eq!(rows, [(None, dec!(3.00)), (owner, dec!(2.00))]);
}

async fn groups_of_several_keys_are_in_the_order_of_the_calls(db: &Db) {
    let some = [("b", true), ("a", true), ("b", false), ("a", true)];
    let some = some.map(|(category, cleared)| EntryCreate { cleared, ..entry(category, dec!(1)) });
    let entries = entries(db, some).await;
    let by_category =
        entries.aggregate(db, EntryAggregate::new().by_category().by_cleared().count()).await.unwrap();
    let text = str::to_owned;
    assert_eq!(by_category, [(text("a"), true, 2), (text("b"), false, 1), (text("b"), true, 1)]);
    let by_cleared =
        entries.aggregate(db, EntryAggregate::new().count().by_cleared().by_category()).await.unwrap();
    assert_eq!(by_cleared, [(1, false, text("b")), (2, true, text("a")), (1, true, text("b"))]);
}

async fn texts_that_differ_are_different_groups(db: &Db) {
    let entries = entries(db, ["a", "A", "a ", "á", "", "a"].map(|category| entry(category, dec!(1)))).await;
    let rows = entries.aggregate(db, EntryAggregate::new().by_category().count()).await.unwrap();
    let rows: Vec<_> = rows.iter().map(|(category, count)| (category.as_str(), *count)).collect();
    assert_eq!(rows, [("", 1), ("A", 1), ("a", 2), ("a ", 1), ("á", 1)]);
}
