//! Every input has a limit, which the error contains, on each store.

use std::collections::BTreeMap;

use fin_infra::prelude::*;
use fin_infra::query::limits;
use fin_infra_tests::resources::{Budget, BudgetCreate, BudgetFilter, BudgetOrder, BudgetQuery, BudgetRead};
use fin_infra_tests::{on_each_database, on_each_store};
use futures_util::TryStreamExt;

use crate::support::{budgets, fields, names};

/// Something with children.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, children("Leaf"))]
struct Twig {
    name: String,
}

/// One of them.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant)]
struct Leaf {
    #[fin(belongs_to = "Twig")]
    twig_id: Uuid,
}

/// Checks that an error is about a part of a call, and contains its limit.
#[track_caller]
fn check_refused<T: std::fmt::Debug>(result: Result<T, Error>, field: &str, limit: &str) {
    let error = result.unwrap_err();
    assert_eq!((error.kind(), fields(&error)), (ErrorKind::Invalid, vec![field]), "{error}");
    assert!(error.reason().contains(&format!("at most {limit} ")), "{error}");
}

/// A filter with so many conditions, on columns that have an index.
fn conditions(count: usize) -> BudgetFilter {
    (0..count).fold(BudgetFilter::new(), |filter, number| match number % 3 {
        0 => filter.name(Condition::ne(number.to_string())),
        1 => filter.amount(Condition::ne(number.into())),
        _ => filter.user_id(Condition::ne(Uuid::from_u128(number as u128))),
    })
}

/// A filter with so many values: lists of a thousand, and a condition for each of the rest.
fn values(count: usize) -> BudgetFilter {
    let list = || (0..1_000).map(|number| number.to_string());
    let lists = (0..count / 1_000).fold(BudgetFilter::new(), |filter, number| match number {
        0 => filter.name(Condition::none_of(list().map(|name| format!("no {name}")))),
        _ => filter.name(Condition::any_of(list())),
    });
    (0..count % 1_000).fold(lists, |filter, number| filter.name(Condition::ne(format!("not {number}"))))
}

fn ids(count: usize) -> Vec<Uuid> {
    (0..count).map(|number| Uuid::from_u128(number as u128)).collect()
}

on_each_store!(
    [Budget] a_query_has_a_hundred_conditions_and_no_more,
    [Budget] a_query_has_five_thousand_values_and_no_more,
    [Budget] a_text_to_look_for_has_sixteen_thousand_characters_and_no_more,
    [Leaf, Twig] a_call_takes_ten_thousand_ids_and_no_more,
);

async fn a_query_has_a_hundred_conditions_and_no_more(db: &Db) {
    let budgets = budgets();
    let row = budgets
        .create(db, BudgetCreate { amount: Some(7_000.into()), ..BudgetCreate::named("7000") })
        .await
        .unwrap();
    let query = |count| BudgetQuery::new().filter(conditions(count));
    assert_eq!(budgets.list(db, query(limits::MAX_CONDITIONS)).await.unwrap().items, [row.clone()]);
    check_refused(budgets.list(db, query(101)).await, "filter", "100");
    check_refused(budgets.count(db, query(101)).await, "filter", "100");
    check_refused(budgets.exists(db, query(101)).await, "filter", "100");
    check_refused(budgets.stream(db, query(101)).try_collect::<Vec<BudgetRead>>().await, "filter", "100");
    check_refused(Budget::repository().all_tenants().count(db, query(20_000)).await, "filter", "100");
    // On one column: the worst case for the planner of an index.
    let of_name = |count: usize| {
        (0..count).fold(BudgetFilter::new(), |filter, _| filter.name(Condition::ne("x".to_owned())))
    };
    assert_eq!(budgets.count(db, BudgetQuery::new().filter(of_name(100))).await.unwrap(), 1);
    check_refused(budgets.count(db, BudgetQuery::new().filter(of_name(1_200))).await, "filter", "100");
}

async fn a_query_has_five_thousand_values_and_no_more(db: &Db) {
    let budgets = budgets();
    for (name, amount) in [("7", None), ("8", Some(1)), ("x", Some(2)), ("9", Some(3))] {
        budgets
            .create(db, BudgetCreate { amount: amount.map(Decimal::from), ..BudgetCreate::named(name) })
            .await
            .unwrap();
    }
    let query =
        |count| BudgetQuery::new().filter(values(count)).order_by(BudgetOrder::Amount.desc()).page_size(1);
    // The pages cross the boundary between values and nulls.
    let mut found = Vec::new();
    let mut next = query(5_000);
    loop {
        let page = budgets.list(db, next).await.unwrap();
        let cursor = page.next.clone();
        found.extend(names(page));
        match cursor {
            Some(cursor) => next = query(5_000).after(cursor),
            None => break,
        }
    }
    assert_eq!(found, ["9", "8", "7"]);
    check_refused(budgets.list(db, query(5_001)).await, "filter", "5,000");
    check_refused(budgets.count(db, query(6_000)).await, "filter", "5,000");
}

async fn a_text_to_look_for_has_sixteen_thousand_characters_and_no_more(db: &Db) {
    let budgets = budgets();
    budgets.create(db, BudgetCreate::named("Food")).await.unwrap();
    let long = |count: usize| "ä".repeat(count);
    let search = |count| BudgetQuery::new().search(long(count));
    let filtered = |condition| BudgetQuery::new().filter(BudgetFilter::new().name(condition));
    let contains = |count| filtered(Condition::contains(long(count)));
    let starts_with = |count| filtered(Condition::starts_with(long(count)));
    assert_eq!(budgets.count(db, search(16_384)).await.unwrap(), 0);
    assert_eq!(budgets.count(db, contains(16_384)).await.unwrap(), 0);
    assert_eq!(budgets.count(db, starts_with(16_384)).await.unwrap(), 0);
    check_refused(budgets.count(db, search(16_385)).await, "search", "16,384");
    check_refused(budgets.list(db, search(16_385)).await, "search", "16,384");
    check_refused(budgets.list(db, contains(16_385)).await, "name", "16,384");
    check_refused(budgets.list(db, starts_with(16_385)).await, "name", "16,384");
}

async fn a_call_takes_ten_thousand_ids_and_no_more(db: &Db) {
    let twigs = Twig::repository().tenant(Uuid::now_v7());
    let twig =
        twigs.create_with_id(db, Uuid::from_u128(9_999), TwigCreate { name: "a".into() }).await.unwrap();
    let most = ids(limits::MAX_IDS);
    assert_eq!(twigs.get_many(db, &most).await.unwrap(), [twig]);
    assert_eq!(twigs.leafs_of(db, &most).await.unwrap().len(), 0);
    let more = ids(limits::MAX_IDS + 1);
    check_refused(twigs.get_many(db, &more).await, "id", "10,000");
    check_refused(twigs.leafs_of(db, &more).await.map(BTreeMap::from_iter), "id", "10,000");
    check_refused(twigs.delete_many(db, &more).await, "id", "10,000");
    assert_eq!(twigs.delete_many(db, &most).await.unwrap(), 1);
}

on_each_database!(
    [Budget] sql_of_a_programs_own_has_limits,
);

async fn sql_of_a_programs_own_has_limits(db: &Db) {
    let budgets = budgets();
    budgets.create(db, BudgetCreate::named("Food")).await.unwrap();
    let bound = |count: usize| {
        let query = budgets.scoped_query().sql("name IN ('Food'");
        (0..count).fold(query, |query, _| query.sql(", ").bind("name", "x")).sql(")")
    };
    assert_eq!(bound(498).fetch_all(db).await.unwrap().len(), 1);
    check_refused(bound(501).fetch_all(db).await, "scoped_query", "500");
    // Each of them splits a range of the index.
    let split = |count: usize| {
        let query = budgets.scoped_query().sql("1 = 1");
        (0..count).fold(query, |query, _| query.sql(" AND name <> ").bind("name", Uuid::now_v7().to_string()))
    };
    assert_eq!(split(499).fetch_all(db).await.unwrap().len(), 1);
    let pieces =
        |count: usize| (1..count).fold(budgets.scoped_query().sql("1 = 1"), |query, _| query.sql(" "));
    assert_eq!(pieces(1_000).fetch_all(db).await.unwrap().len(), 1);
    check_refused(pieces(1_001).fetch_all(db).await, "scoped_query", "1,000");
    let blank: &str = " ".repeat(64 * 1024 - 5).leak();
    assert_eq!(budgets.scoped_query().sql("1 = 1").sql(blank).fetch_all(db).await.unwrap().len(), 1);
    check_refused(
        budgets.scoped_query().sql("1 = 1 ").sql(blank).fetch_all(db).await,
        "scoped_query",
        "65,536",
    );
    check_refused(
        budgets.scoped_query().order_by("name").order_by(blank).order_by(blank).fetch_all(db).await,
        "order_by",
        "65,536",
    );
    let deep = |depth: usize| -> &str { format!("{}1 = 1{}", "(".repeat(depth), ")".repeat(depth)).leak() };
    assert_eq!(budgets.scoped_query().sql(deep(50)).fetch_all(db).await.unwrap().len(), 1);
    let error = budgets.scoped_query().sql(deep(51)).fetch_all(db).await.unwrap_err();
    assert!(error.is_invalid() && error.reason().contains("more than 50 deep"), "{error}");
}
