//! Filters, in addition to the tests of [`operators`](crate::operators) for each type.

use fin_infra::prelude::*;
use fin_infra_tests::on_each_store;
use fin_infra_tests::resources::{Budget, BudgetCreate, BudgetFilter, BudgetQuery};
use futures_util::TryStreamExt;

use crate::samples::time;
use crate::support::{budgets, fields, names};

on_each_store!(
    [Budget] any_of_takes_a_thousand_values_and_no_more,
    [Budget] contains_is_exact_about_case_and_wildcards,
    [Budget] managed_columns_are_filtered_by_like_others,
    [Budget] a_further_filter_narrows,
    [Budget] two_filters_are_the_list_of_one_with_their_conditions,
    [Budget] deleted_rows_alone_stay_alone,
    [Budget] filter_search_and_deletion_hold_together,
    [Budget] conditions_that_exclude_each_other_find_nothing,
);

async fn any_of_takes_a_thousand_values_and_no_more(db: &Db) {
    let budgets = budgets();
    budgets.create_many(db, ["1", "999", "1000"].map(BudgetCreate::named)).await.unwrap();
    let any_of =
        |values: u32| BudgetFilter::new().name(Condition::any_of((0..values).map(|value| value.to_string())));
    let found = budgets.list(db, BudgetQuery::new().filter(any_of(1_000))).await.unwrap();
    assert_eq!(names(found), ["1", "999"]);
    let error = budgets.list(db, BudgetQuery::new().filter(any_of(1_001))).await.unwrap_err();
    assert_eq!((error.kind(), fields(&error)), (ErrorKind::Invalid, vec!["name"]));
    assert!(budgets.count(db, BudgetQuery::new().filter(any_of(1_001))).await.unwrap_err().is_invalid());
    assert!(budgets.exists(db, BudgetQuery::new().filter(any_of(1_001))).await.unwrap_err().is_invalid());
    assert_eq!(budgets.count(db, BudgetQuery::new().filter(any_of(0))).await.unwrap(), 0);
}

async fn contains_is_exact_about_case_and_wildcards(db: &Db) {
    let budgets = budgets();
    budgets
        .create_many(db, ["Food", "seafood", "100%", "a_b", "c\\d", "it's", "é"].map(BudgetCreate::named))
        .await
        .unwrap();
    for (text, expected) in [
        ("food", vec!["seafood"]),
        ("Foo", vec!["Food"]),
        ("%", vec!["100%"]),
        ("_", vec!["a_b"]),
        ("\\", vec!["c\\d"]),
        ("'", vec!["it's"]),
        ("E", vec![]),
        ("e\u{301}", vec![]),
    ] {
        let filter = BudgetFilter::new().name(Condition::contains(text));
        let found = budgets.list(db, BudgetQuery::new().filter(filter)).await.unwrap();
        assert_eq!(names(found), expected, "{text}");
    }
    let everything = BudgetFilter::new().name(Condition::contains(""));
    assert_eq!(budgets.count(db, BudgetQuery::new().filter(everything)).await.unwrap(), 7);
    let long = BudgetFilter::new().name(Condition::contains("x".repeat(10_240)));
    assert_eq!(budgets.count(db, BudgetQuery::new().filter(long)).await.unwrap(), 0);
    let never = BudgetFilter::new().name(Condition::contains("\0"));
    let error = budgets.count(db, BudgetQuery::new().filter(never)).await.unwrap_err();
    assert_eq!((error.kind(), fields(&error)), (ErrorKind::Invalid, vec!["name"]));
}

async fn managed_columns_are_filtered_by_like_others(db: &Db) {
    let budgets = budgets();
    let rows = budgets.create_many(db, ["a", "b", "c"].map(BudgetCreate::named)).await.unwrap();
    let count = async |filter| budgets.count(db, BudgetQuery::new().filter(filter)).await.unwrap();
    assert_eq!(count(BudgetFilter::new().id(rows[1].id)).await, 1);
    assert_eq!(count(BudgetFilter::new().id(Condition::ne(rows[1].id))).await, 2);
    assert_eq!(count(BudgetFilter::new().created_at(rows[0].created_at)).await, 3);
    assert_eq!(count(BudgetFilter::new().created_at(Condition::gt(rows[0].created_at))).await, 0);
}

async fn a_further_filter_narrows(db: &Db) {
    let budgets = budgets();
    let (ours, theirs) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let of = |user_id, name: &str| BudgetCreate { user_id, ..BudgetCreate::named(name) };
    let creates = [
        of(ours, "a"),
        of(ours, "b"),
        of(theirs, "a"),
        of(theirs, "b"),
        of(ours, "gone"),
        of(theirs, "gone"),
    ];
    let rows = budgets.create_many(db, creates).await.unwrap();
    budgets.delete_many(db, &[rows[4].id, rows[5].id]).await.unwrap();
    let (user, named) = (|id| BudgetFilter::new().user_id(id), |name| BudgetFilter::new().name(name));

    // A page's query is built in two steps: one user's rows, and then the page's own conditions.
    let own = BudgetQuery::new().filter(user(ours));
    for (query, expected) in [
        (own.clone(), &["a", "b"][..]),
        (own.clone().filter(named("b")), &["b"]),
        (BudgetQuery::new().filter(named("b")).filter(user(ours)), &["b"]),
        (own.clone().filter(BudgetFilter::new()), &["a", "b"]),
        (BudgetQuery::new().filter(BudgetFilter::new()).filter(user(ours)), &["a", "b"]),
        // On the same column, too: a further condition cannot select another user.
        (own.clone().filter(user(theirs)), &[]),
        (own.clone().filter(BudgetFilter::new().user_id(Condition::any_of([ours, theirs]))), &["a", "b"]),
        (own.clone().filter(named("a")).filter(named("b")), &[]),
        (
            own.clone()
                .filter(named("a"))
                .search("A")
                .filter(BudgetFilter::new().amount(Condition::is_null())),
            &["a"],
        ),
    ] {
        let page = budgets.list(db, query.clone().with_total()).await.unwrap();
        assert_eq!(page.total, Some(expected.len() as u64));
        assert!(page.iter().all(|row| row.user_id == ours));
        assert_eq!(names(page), expected);
        assert_eq!(budgets.count(db, query.clone()).await.unwrap(), expected.len() as u64);
        assert_eq!(budgets.exists(db, query.clone()).await.unwrap(), !expected.is_empty());
        let streamed: Vec<_> = budgets.stream(db, query.clone()).try_collect().await.unwrap();
        assert!(streamed.iter().map(|row| &row.name).eq(expected));
        assert_eq!(names(Budget::repository().all_tenants().list(db, query).await.unwrap()), expected);
    }
    let gone = budgets.list_deleted(db, own.filter(named("gone"))).await.unwrap();
    assert!(gone.items.len() == 1 && gone.items[0].user_id == ours);
}

async fn two_filters_are_the_list_of_one_with_their_conditions(db: &Db) {
    let budgets = budgets();
    let amount = |name: &str| BudgetCreate { amount: Some(Decimal::ONE), ..BudgetCreate::named(name) };
    budgets.create_many(db, ["a", "b", "c"].map(amount)).await.unwrap();
    let (one, not_c) = (|| BudgetFilter::new().amount(Decimal::ONE), Condition::ne("c".to_owned()));
    let both = BudgetQuery::new().filter(one()).filter(BudgetFilter::new().name(not_c.clone())).page_size(1);
    let next = budgets.list(db, both).await.unwrap().next.unwrap();
    let same = BudgetQuery::new().filter(one().name(not_c)).after(next.clone());
    assert_eq!(names(budgets.list(db, same).await.unwrap()), ["b"]);
    // Without one of the filters, it is another list.
    let error = budgets.list(db, BudgetQuery::new().filter(one()).after(next)).await.unwrap_err();
    assert_eq!((error.kind(), fields(&error)), (ErrorKind::Invalid, vec!["cursor"]));
}

async fn deleted_rows_alone_stay_alone(db: &Db) {
    let budgets = budgets();
    let rows = budgets.create_many(db, ["live", "deleted"].map(BudgetCreate::named)).await.unwrap();
    budgets.delete(db, rows[1].id).await.unwrap();
    for (query, expected) in [
        (BudgetQuery::new().include_deleted(), &["live", "deleted"][..]),
        (BudgetQuery::new().include_deleted().include_deleted(), &["live", "deleted"]),
        (BudgetQuery::new().only_deleted(), &["deleted"]),
        (BudgetQuery::new().include_deleted().only_deleted(), &["deleted"]),
        (BudgetQuery::new().only_deleted().include_deleted(), &["deleted"]),
    ] {
        assert_eq!(names(budgets.list(db, query.clone()).await.unwrap()), expected);
        assert_eq!(budgets.count(db, query.clone()).await.unwrap(), expected.len() as u64);
        assert_eq!(names(budgets.list_deleted(db, query).await.unwrap()), ["deleted"]);
    }
}

async fn filter_search_and_deletion_hold_together(db: &Db) {
    let budgets = budgets();
    let amount =
        |name: &str, amount: i64| BudgetCreate { amount: Some(amount.into()), ..BudgetCreate::named(name) };
    let creates = [amount("Food a", 1), amount("Food b", 2), amount("Fuel", 1), amount("Food c", 1)];
    let rows = budgets.create_many(db, creates).await.unwrap();
    budgets.delete(db, rows[3].id).await.unwrap();

    let query = BudgetQuery::new().search("food").filter(BudgetFilter::new().amount(Decimal::ONE));
    assert_eq!(names(budgets.list(db, query.clone()).await.unwrap()), ["Food a"]);
    assert_eq!(names(budgets.list(db, query.clone().only_deleted()).await.unwrap()), ["Food c"]);
    assert_eq!(names(budgets.list(db, query.include_deleted()).await.unwrap()), ["Food a", "Food c"]);
}

async fn conditions_that_exclude_each_other_find_nothing(db: &Db) {
    let budgets = budgets();
    budgets.create(db, BudgetCreate::named("a")).await.unwrap();
    let filter = BudgetFilter::new()
        .amount(Condition::is_null())
        .amount(Condition::is_not_null())
        .period_start(Condition::lt(time("2000-01-01T00:00:00Z")));
    assert_eq!(budgets.count(db, BudgetQuery::new().filter(filter)).await.unwrap(), 0);
}
