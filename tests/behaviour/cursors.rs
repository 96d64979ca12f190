//! A cursor belongs to the list that gave it.

use std::str::FromStr;

use fin_infra::prelude::*;
use fin_infra::query::Cursor;
use fin_infra_tests::on_each_store;
use fin_infra_tests::resources::{
    Budget, BudgetCreate, BudgetFilter, BudgetOrder, BudgetQuery, BudgetRepository,
};

use crate::support::{budgets, decimal, fields, names};

/// A resource with the same columns and another table.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, soft_delete)]
struct Draft {
    #[fin(order)]
    name: String,
}

async fn three(db: &Db) -> BudgetRepository {
    let budgets = budgets();
    let creates =
        ["a", "b", "c"].map(|name| BudgetCreate { amount: Some(decimal("1")), ..BudgetCreate::named(name) });
    budgets.create_many(db, creates).await.unwrap();
    budgets
}

async fn first(db: &Db, budgets: &BudgetRepository, query: BudgetQuery) -> Cursor {
    budgets.list(db, query.page_size(1)).await.unwrap().next.unwrap()
}

async fn is_refused(db: &Db, budgets: &BudgetRepository, query: BudgetQuery) -> bool {
    match budgets.list(db, query).await {
        Ok(_) => false,
        Err(error) => error.is_invalid() && fields(&error) == ["cursor"],
    }
}

on_each_store!(
    [Budget] a_cursor_survives_being_sent_and_brought_back,
    [Budget] a_cursor_goes_with_any_page_size_and_with_a_total,
    [Budget, Draft] a_cursor_of_another_list_is_refused,
    [Budget] a_cursor_that_was_touched_is_refused,
    [Budget] the_order_of_conditions_written_alike_is_the_same_list,
);

async fn a_cursor_survives_being_sent_and_brought_back(db: &Db) {
    let budgets = three(db).await;
    let query = BudgetQuery::new().order_by(BudgetOrder::Name.desc());
    let sent = first(db, &budgets, query.clone()).await.to_string();
    assert!(sent.bytes().all(|byte| byte.is_ascii_alphanumeric()), "it fits into a URL as it is");
    let back: Cursor = sent.parse().unwrap();
    assert_eq!(names(budgets.list(db, query.after(back)).await.unwrap()), ["b", "a"]);
}

async fn a_cursor_goes_with_any_page_size_and_with_a_total(db: &Db) {
    let budgets = three(db).await;
    let next = first(db, &budgets, BudgetQuery::new()).await;
    let page = budgets.list(db, BudgetQuery::new().page_size(7).with_total().after(next)).await.unwrap();
    assert_eq!(page.total, Some(3));
    assert_eq!(names(page), ["b", "c"]);
}

async fn a_cursor_of_another_list_is_refused(db: &Db) {
    let budgets = three(db).await;
    let one = BudgetFilter::new().amount(decimal("1"));
    let by = |order| BudgetQuery::new().order_by(order);
    let query = by(BudgetOrder::Name.asc()).filter(one.clone()).search("");
    let next = first(db, &budgets, query.clone()).await;
    assert!(!is_refused(db, &budgets, query.clone().after(next.clone())).await);
    let nothing_more = query.clone().filter(BudgetFilter::new()).search("");
    assert!(!is_refused(db, &budgets, nothing_more.after(next.clone())).await);

    let others = [
        by(BudgetOrder::Name.desc()).filter(one.clone()),
        by(BudgetOrder::Amount.asc()).filter(one.clone()),
        query.clone().order_by(BudgetOrder::Amount.asc()),
        by(BudgetOrder::Name.asc()),
        by(BudgetOrder::Name.asc()).filter(BudgetFilter::new().amount(decimal("2"))),
        by(BudgetOrder::Name.asc()).filter(BudgetFilter::new().amount(Condition::ge(decimal("1")))),
        query.clone().filter(BudgetFilter::new().amount(decimal("2"))),
        query.clone().filter(BudgetFilter::new().name(Condition::is_not_null())),
        query.clone().search("a"),
        query.clone().include_deleted(),
        query.clone().only_deleted(),
        BudgetQuery::new(),
    ];
    for (number, other) in others.into_iter().enumerate() {
        assert!(is_refused(db, &budgets, other.after(next.clone())).await, "{number}");
    }
    assert!(is_refused(db, &three(db).await, query.after(next.clone())).await, "another tenant's");

    let drafts = Draft::repository().tenant(*budgets.tenant_id());
    drafts.create(db, DraftCreate { name: "a".into() }).await.unwrap();
    let error =
        drafts.list(db, DraftQuery::new().order_by(DraftOrder::Name.asc()).after(next)).await.unwrap_err();
    assert!(error.is_invalid() && fields(&error) == ["cursor"], "another resource's");
}

async fn a_cursor_that_was_touched_is_refused(db: &Db) {
    let budgets = three(db).await;
    let query = BudgetQuery::new().order_by(BudgetOrder::Name.asc());
    let cursor = first(db, &budgets, query.clone()).await.to_string();
    let refused = async |text: &str| match Cursor::from_str(text) {
        Ok(cursor) => is_refused(db, &budgets, query.clone().after(cursor)).await,
        Err(error) => error.is_invalid(),
    };
    for length in 0..cursor.len() {
        assert!(refused(&cursor[..length]).await, "cut to {length}");
    }
    for position in 0..cursor.len() {
        let mut bytes = cursor.clone().into_bytes();
        bytes[position] = if bytes[position] == b'0' { b'1' } else { b'0' };
        assert!(refused(&String::from_utf8(bytes).unwrap()).await, "changed at {position}");
    }
    for text in [
        "",
        "x",
        "zz",
        "00",
        "😀",
        "0000000000000000",
        &format!("{cursor}00"),
        &cursor.repeat(2),
        &"ab".repeat(10_000),
    ] {
        assert!(refused(text).await, "{text}");
    }
}

async fn the_order_of_conditions_written_alike_is_the_same_list(db: &Db) {
    let budgets = three(db).await;
    let query = || {
        BudgetQuery::new()
            .filter(BudgetFilter::new().amount(decimal("1.0")).name(Condition::ne("x".to_owned())))
    };
    let next = first(db, &budgets, query()).await;
    let same = BudgetQuery::new()
        .filter(BudgetFilter::new().name(Condition::ne("x".to_owned())).amount(decimal("1.0000")));
    assert_eq!(names(budgets.list(db, same.after(next)).await.unwrap()), ["b", "c"]);
}
