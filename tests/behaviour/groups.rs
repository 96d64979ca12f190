//! Filters within filters: one of them matches, or one does not.

use chrono::NaiveDate;
use fin_infra::prelude::*;
use fin_infra::query::{Cursor, limits};
use fin_infra_tests::on_each_store;

#[derive(FinResource, Debug, Clone)]
#[fin(tenant, soft_delete, filter("name", "amount", "due"), order("due"), search = "name")]
struct Entry {
    name: String,
    amount: i64,
    due: Option<NaiveDate>,
}

fn filter() -> EntryFilter {
    EntryFilter::new()
}

/// Entries named after their amounts, the second of which has no date, and those of another tenant.
async fn entries(db: &Db) -> EntryRepository {
    let day = |day| NaiveDate::from_ymd_opt(2026, 1, day);
    let rows = [("a", 1, day(1)), ("b", 2, None), ("c", 3, day(3)), ("d", 4, day(4))];
    let rows = rows.map(|(name, amount, due)| EntryCreate { name: name.to_owned(), amount, due });
    let entries = Entry::repository().tenant(Uuid::now_v7());
    Entry::repository().tenant(Uuid::now_v7()).create_many(db, rows.clone()).await.unwrap();
    entries.create_many(db, rows).await.unwrap();
    let deleted = EntryCreate { name: "deleted".to_owned(), amount: 1, due: None };
    let deleted = entries.create(db, deleted).await.unwrap();
    entries.delete(db, deleted.id).await.unwrap();
    entries
}

async fn names(db: &Db, entries: &EntryRepository, filter: EntryFilter) -> String {
    let page = entries.list(db, EntryQuery::new().filter(filter)).await.unwrap();
    page.into_iter().map(|entry| entry.name).collect()
}

on_each_store!(
    [Entry] any_of_several_filters_matches,
    [Entry] what_does_not_match_is_everything_else,
    [Entry] groups_are_nested_and_joined,
    [Entry] a_group_never_widens_the_scope,
    [Entry] a_page_of_a_grouped_list_has_a_cursor_of_its_own,
    [Entry] groups_count_towards_the_limits,
    [Entry] changes_and_counts_take_groups,
);

async fn any_of_several_filters_matches(db: &Db) {
    let entries = entries(db).await;
    let any = EntryFilter::any_of([filter().name("a"), filter().amount(Condition::ge(3)).name("d")]);
    assert_eq!(names(db, &entries, any.clone()).await, "ad");
    assert_eq!(names(db, &entries, any.amount(Condition::gt(1))).await, "d");
    assert_eq!(names(db, &entries, EntryFilter::any_of([])).await, "");
    assert_eq!(names(db, &entries, EntryFilter::any_of([filter()])).await, "abcd");
    let dates = EntryFilter::any_of([
        filter().due(Condition::is_null()),
        filter().due(Condition::lt(NaiveDate::MAX)),
    ]);
    assert!(entries.list(db, EntryQuery::new().filter(dates)).await.unwrap_err().is_invalid());
}

async fn what_does_not_match_is_everything_else(db: &Db) {
    let entries = entries(db).await;
    assert_eq!(names(db, &entries, filter().not(filter().name("a"))).await, "bcd");
    let third = NaiveDate::from_ymd_opt(2026, 1, 3).unwrap();
    for (excluded, others) in [
        (filter().due(third), "abd"),
        (filter().due(Condition::ne(third)), "bc"),
        (filter().due(Condition::is_null()), "acd"),
        (filter().due(Condition::any_of([])), "abcd"),
        (filter().due(Condition::none_of([])), "b"),
        (filter().name("a").amount(2), "abcd"),
        (filter(), ""),
        (EntryFilter::any_of([]), "abcd"),
        (filter().name(Condition::starts_with("b")), "acd"),
        (filter().amount(Condition::between(2, 3)), "ad"),
    ] {
        assert_eq!(names(db, &entries, filter().not(excluded.clone())).await, others);
        let matching = names(db, &entries, excluded).await;
        assert_eq!(matching.len() + others.len(), 4, "{matching} and {others}");
    }
}

async fn groups_are_nested_and_joined(db: &Db) {
    let entries = entries(db).await;
    let inner = EntryFilter::any_of([filter().name("a"), filter().name("b")]);
    let nested = EntryFilter::any_of([filter().not(inner.clone()).amount(3), inner.amount(2)]);
    assert_eq!(names(db, &entries, nested.clone()).await, "bc");
    assert_eq!(names(db, &entries, filter().not(nested.clone())).await, "ad");
    let query =
        EntryQuery::new().filter(nested).filter(EntryFilter::any_of([filter().name("c")])).search("C");
    assert_eq!(entries.count(db, query).await.unwrap(), 1);
}

async fn a_group_never_widens_the_scope(db: &Db) {
    let entries = entries(db).await;
    let others = Entry::repository().tenant(Uuid::now_v7());
    for everything in [
        EntryFilter::any_of([filter(), filter()]),
        filter().not(EntryFilter::any_of([])),
        EntryFilter::any_of([filter().not(filter().name("x")), filter()]),
    ] {
        assert_eq!(names(db, &entries, everything.clone()).await, "abcd");
        assert_eq!(names(db, &others, everything.clone()).await, "");
        let deleted = entries.list_deleted(db, EntryQuery::new().filter(everything.clone())).await.unwrap();
        assert_eq!(deleted.items.len(), 1);
        assert_eq!(others.delete_where(db, everything).await.unwrap(), 0);
    }
}

async fn a_page_of_a_grouped_list_has_a_cursor_of_its_own(db: &Db) {
    let entries = entries(db).await;
    let lists = [
        EntryFilter::any_of([filter().amount(Condition::ge(1)), filter().name("z")]),
        EntryFilter::any_of([filter().amount(Condition::ge(1)).name("z"), filter()]),
        filter().not(filter().amount(Condition::lt(1)).name("z")),
        filter().not(filter().amount(Condition::lt(1))).not(filter().name("z")),
        filter().amount(Condition::ge(1)).not(filter().name("z")),
    ];
    let query = |filter: &EntryFilter, cursor: Option<Cursor>| {
        let query = EntryQuery::new().filter(filter.clone()).order_by(EntryOrder::Due.asc()).page_size(1);
        cursor.into_iter().fold(query, EntryQuery::after)
    };
    let mut cursors = Vec::new();
    for filter in &lists {
        let (mut all, mut cursor) = (String::new(), None);
        loop {
            let page = entries.list(db, query(filter, cursor)).await.unwrap();
            all.extend(page.items.iter().map(|entry| entry.name.as_str()));
            cursor = page.next;
            if all.len() == 1 {
                cursors.extend(cursor.clone());
            }
            if cursor.is_none() {
                break;
            }
        }
        assert_eq!(all, "bacd", "nulls come first");
    }
    for (number, cursor) in cursors.iter().enumerate() {
        for (other, filter) in lists.iter().enumerate() {
            let page = entries.list(db, query(filter, Some(cursor.clone()))).await;
            assert_eq!(page.is_ok(), number == other, "{number} and {other}");
        }
    }
    assert_eq!(cursors.len(), lists.len());
}

async fn groups_count_towards_the_limits(db: &Db) {
    let entries = entries(db).await;
    let refused = async |filter| entries.count(db, EntryQuery::new().filter(filter)).await.unwrap_err();
    let many = |number| EntryFilter::any_of((0..number).map(|_| filter().amount(1)));
    assert_eq!(names(db, &entries, many(limits::MAX_CONDITIONS)).await, "a");
    assert!(refused(many(limits::MAX_CONDITIONS + 1)).await.is_invalid());
    let empty = |number| EntryFilter::any_of((0..number).map(|_| filter()));
    assert!(refused(empty(limits::MAX_CONDITIONS + 1)).await.is_invalid());
    let hollow = |number| EntryFilter::any_of((0..number).map(|_| EntryFilter::any_of([])));
    assert!(refused(hollow(limits::MAX_CONDITIONS + 1)).await.is_invalid());
    let deep = |depth| (0..depth).fold(filter().amount(1), |inner, _| filter().not(inner));
    assert_eq!(names(db, &entries, deep(limits::MAX_FILTER_DEPTH)).await, "a");
    assert!(refused(deep(limits::MAX_FILTER_DEPTH + 1)).await.is_invalid());
    let values = |number| filter().amount(Condition::any_of(vec![1; number]));
    let all = (0..6).map(|_| values(limits::MAX_VALUES));
    assert!(refused(EntryFilter::any_of(all)).await.is_invalid());
}

async fn changes_and_counts_take_groups(db: &Db) {
    let entries = entries(db).await;
    let ends = EntryFilter::any_of([filter().name("a"), filter().name("d")]);
    assert_eq!(entries.count(db, EntryQuery::new().filter(ends.clone())).await.unwrap(), 2);
    assert!(entries.exists(db, EntryQuery::new().filter(ends.clone())).await.unwrap());
    let update = EntryUpdate { amount: Some(9), ..EntryUpdate::default() };
    assert_eq!(entries.update_where(db, ends.clone(), update).await.unwrap(), 2);
    assert_eq!(entries.delete_where_limit(db, ends, 1).await.unwrap(), 1);
    assert_eq!(names(db, &entries, filter()).await, "bcd");
}
