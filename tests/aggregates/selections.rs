//! Which rows and which groups are returned, and in which order.

use fin_infra::prelude::*;
use fin_infra_tests::on_each_store;

use crate::entry::*;

on_each_store!(
    [Entry] filters_and_searches_choose_rows,
    [Entry] conditions_choose_groups,
    [Entry] groups_are_ordered_by_what_was_computed,
    [Entry] groups_have_pages,
    [Entry] what_cannot_be_meant_is_refused,
);

async fn some(db: &Db) -> EntryRepository {
    let some = [("a", 3), ("b", 1), ("c", 5), ("c", 1), ("d", 6), ("b", -3)];
    entries(
        db,
        some.map(|(category, amount)| EntryCreate {
            memo: format!("memo of {category}"),
            units: amount,
            ..entry(category, amount.into())
        }),
    )
    .await
}

/// The categories of some groups.
async fn categories(db: &Db, entries: &EntryRepository, asked: EntryAggregate) -> String {
    let rows = entries.aggregate(db, asked.by_category()).await.unwrap();
    rows.into_iter().map(|(category,)| category).collect()
}

async fn filters_and_searches_choose_rows(db: &Db) {
    let entries = some(db).await;
    let not_d = EntryFilter::new().category(Condition::ne("d".to_owned()));
    let asked = EntryAggregate::new()
        .filter(not_d)
        .filter(EntryFilter::new().category(Condition::gt("a".to_owned())));
    assert_eq!(categories(db, &entries, asked).await, "bc");
    assert_eq!(categories(db, &entries, EntryAggregate::new().search("OF D")).await, "d");
    let none = EntryFilter::any_of([]);
    assert_eq!(
        entries.aggregate(db, EntryAggregate::new().filter(none).sum_amount()).await.unwrap(),
        [(dec!(0),)]
    );
}

async fn conditions_choose_groups(db: &Db) {
    let entries = some(db).await;
    let new = EntryAggregate::new;
    for (asked, expected) in [
        (new().having_sum_amount(Condition::ge(dec!(6))), "cd"),
        (new().having_sum_amount(Condition::lt(dec!(0))), "b"),
        (new().having_sum_amount(dec!(3.0)), "a"),
        (new().having_sum_amount(Condition::between(dec!(3), dec!(6))).having_count(1), "ad"),
        (new().having_sum_amount(Condition::any_of([dec!(-2), dec!(3)])), "ab"),
        (new().having_sum_amount(Condition::none_of([dec!(-2), dec!(3)])), "cd"),
        (new().having_sum_amount(Condition::any_of([])), ""),
        (new().having_count(Condition::gt(1)), "bc"),
        (new().having_count(Condition::le(u64::MAX)), "abcd"),
        (new().having_sum_units(Condition::ne(6)), "ab"),
        (new().having_sum_units(Condition::le(i64::MAX)), "abcd"),
        (
            new().having_sum_amount(Condition::lt(
                Decimal::new(1, 0) * dec!(70_000_000_000_000_000_000_000_000),
            )),
            "abcd",
        ),
        (new().having_sum_amount(Condition::lt(dec!(-70_000_000_000_000_000_000_000_000))), ""),
        (new().having_min_amount(Condition::lt(dec!(1.00))), "b"),
        (new().having_max_category(Condition::ge("c".to_owned())), "cd"),
        (new().having_max_fee(Condition::none_of([])), ""),
        (new().having_sum_amount(Condition::lt(Decimal::MAX)), "abcd"),
        (new().having_sum_amount(Condition::any_of([Decimal::MIN, dec!(3)])), "a"),
        (new().having_sum_amount(Condition::lt(dec!(792281625142643375935439504))), "abcd"),
        (new().having_sum_fee(Condition::gt(Decimal::MIN)), "abcd"),
        (new().having_max_fee(Condition::is_null()), "abcd"),
        (new().having_max_fee(Condition::ge(dec!(0))), ""),
        (new().having_count_distinct_units(2), "bc"),
        (new().having_max_booked_at(Condition::gt(at("2030-01-01T00:00:00Z"))), ""),
    ] {
        let text = format!("{asked:?}");
        assert_eq!(categories(db, &entries, asked).await, expected, "{text}");
    }
    let all =
        entries.aggregate(db, new().having_sum_amount(Condition::gt(dec!(100))).sum_amount()).await.unwrap();
    assert_eq!(all, []);
}

async fn groups_are_ordered_by_what_was_computed(db: &Db) {
    let entries = some(db).await;
    let new = EntryAggregate::new;
    for (asked, expected) in [
        (new(), "abcd"),
        (new().order_by(EntryAggregateOrder::Category.desc()), "dcba"),
        (new().order_by(EntryAggregateOrder::SumAmount.asc()), "bacd"),
        (
            new().order_by(
                EntryAggregateOrder::SumAmount.desc().then_by(EntryAggregateOrder::Category.desc()),
            ),
            "dcab",
        ),
        (new().order_by(EntryAggregateOrder::Count.desc()), "bcad"),
        (
            new().order_by(EntryAggregateOrder::Count.desc()).order_by(EntryAggregateOrder::MinAmount.desc()),
            "cbda",
        ),
        (new().order_by(EntryAggregateOrder::MaxFee.asc()), "abcd"),
        (new().order_by(EntryAggregateOrder::CountDistinctUnits.asc()), "adbc"),
    ] {
        let text = format!("{asked:?}");
        assert_eq!(categories(db, &entries, asked).await, expected, "{text}");
    }
}

async fn groups_have_pages(db: &Db) {
    let entries = some(db).await;
    let asked =
        |page| EntryAggregate::new().order_by(EntryAggregateOrder::SumAmount.desc()).page_size(3).page(page);
    for (page, expected) in [(1, "cda"), (2, "b"), (3, "")] {
        assert_eq!(categories(db, &entries, asked(page)).await, expected);
    }
}

async fn what_cannot_be_meant_is_refused(db: &Db) {
    let entries = some(db).await;
    let new = EntryAggregate::new;
    for (asked, reason) in [
        (new().page(2).count(), "entries: page: needs a page size"),
        (new().page_size(10).page(0).count(), "entries: page: pages are counted from 1"),
        (new().page_size(0).count(), "entries: page_size: must be between 1 and 10000"),
        (
            new().order_by(EntryAggregateOrder::Category.asc()).count(),
            "entries: category: orders groups only if they are grouped by it",
        ),
        (
            new().having_sum_amount(dec!(0.001)).having_min_category(Condition::contains("a")).count(),
            "entries: amount: must have at most 2 decimal places; \
             category: groups are selected by comparisons, not by parts of a text",
        ),
        (
            new().filter(EntryFilter::new().category("a\0")).count(),
            "entries: category: must not contain the character U+0000",
        ),
    ] {
        let error = entries.aggregate(db, asked).await.unwrap_err();
        assert!(error.is_invalid());
        assert_eq!(error.to_string(), reason);
    }
    let error = entries.aggregate(db, new()).await.unwrap_err();
    assert_eq!(error.to_string(), "entries: aggregate: asks for nothing: add a sum, a count or a group");
}
