//! Lists in an order of several columns.

use fin_infra::prelude::*;
use fin_infra::query::limits::MAX_ORDER_COLUMNS;
use fin_infra::query::{Ordering, Page};
use fin_infra_tests::on_each_store;
use futures_util::TryStreamExt;

use crate::samples::Status;
use crate::support::{decimal, fields};

/// Something to pay, with columns of several types, most of which may be null.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, soft_delete, search = "payee", order("amount, paid", "payee, created_at, paid"))]
pub(crate) struct Bill {
    #[fin(order)]
    pub(crate) payee: String,
    #[fin(order, filter)]
    pub(crate) amount: Option<Decimal>,
    #[fin(order, filter)]
    pub(crate) due: Option<DateTime<Utc>>,
    #[fin(order)]
    pub(crate) paid: bool,
    #[fin(order)]
    pub(crate) share: Option<f64>,
    #[fin(order)]
    pub(crate) status: Option<Status>,
}

/// All columns that lists can be ordered by.
pub(crate) const COLUMNS: [BillOrder; 8] = [
    BillOrder::Payee,
    BillOrder::Amount,
    BillOrder::Due,
    BillOrder::Paid,
    BillOrder::Share,
    BillOrder::Status,
    BillOrder::CreatedAt,
    BillOrder::Id,
];

/// A list in an order of several columns.
pub(crate) fn query(orders: &[Ordering<BillOrder>]) -> BillQuery {
    orders.iter().fold(BillQuery::new(), |query, order| query.order_by(*order))
}

fn bill(payee: &str, amount: Option<&str>) -> BillCreate {
    BillCreate {
        payee: payee.to_owned(),
        amount: amount.map(decimal),
        due: None,
        paid: false,
        share: None,
        status: None,
    }
}

async fn bills(db: &Db, rows: &[(&str, Option<&str>)]) -> BillRepository {
    let bills = Bill::repository().tenant(Uuid::now_v7());
    bills.create_many(db, rows.iter().map(|&(payee, amount)| bill(payee, amount))).await.unwrap();
    bills
}

fn payees(page: &Page<BillRead>) -> String {
    page.iter().map(|bill| bill.payee.as_str()).collect()
}

on_each_store!(
    [Bill] a_further_column_decides_between_rows_that_are_equal,
    [Bill] of_a_column_that_is_named_twice_the_first_direction_holds,
    [Bill] nothing_is_equal_behind_an_id,
    [Bill] a_cursor_belongs_to_the_whole_order,
    [Bill] an_order_of_too_many_columns_is_refused,
);

async fn a_further_column_decides_between_rows_that_are_equal(db: &Db) {
    let rows =
        [("b", Some("9")), ("d", None), ("a", Some("10")), ("c", Some("9")), ("a", Some("9")), ("c", None)];
    let bills = bills(db, &rows).await;
    for (order, expected) in [
        (BillOrder::Amount.desc().then_by(BillOrder::Payee.asc()), "aabccd"),
        (BillOrder::Amount.desc().then_by(BillOrder::Payee.desc()), "acbadc"),
        (BillOrder::Amount.asc().then_by(BillOrder::Payee.asc()), "cdabca"),
        (BillOrder::Amount.asc().then_by(BillOrder::Payee.desc()), "dccbaa"),
        (BillOrder::Payee.asc().then_by(BillOrder::Amount.desc()), "aabccd"),
    ] {
        let query = BillQuery::new().order_by(order.clone());
        assert_eq!(payees(&bills.list(db, query).await.unwrap()), expected, "{order:?}");
    }
    let by_both = BillQuery::new().order_by(BillOrder::Payee.asc()).order_by(BillOrder::Amount.desc());
    let amounts: Vec<_> =
        bills.list(db, by_both).await.unwrap().into_iter().map(|bill| bill.amount).collect();
    let expected =
        [Some("10"), Some("9"), Some("9"), Some("9"), None, None].map(|amount| amount.map(decimal));
    assert_eq!(amounts, expected);
}

async fn of_a_column_that_is_named_twice_the_first_direction_holds(db: &Db) {
    let bills = bills(db, &[("a", None), ("b", None), ("c", None), ("b", None)]).await;
    let once = BillQuery::new().order_by(BillOrder::Payee.desc()).page_size(2);
    let twice = once.clone().order_by(BillOrder::Payee.asc()).order_by(BillOrder::Payee.desc());
    let first = bills.list(db, twice.clone()).await.unwrap();
    assert_eq!(payees(&first), "cb");
    // It is the same list, so each accepts the other's cursor.
    let next = first.next.unwrap();
    assert_eq!(payees(&bills.list(db, once.after(next.clone())).await.unwrap()), "ba");
    assert_eq!(payees(&bills.list(db, twice.after(next)).await.unwrap()), "ba");
}

async fn nothing_is_equal_behind_an_id(db: &Db) {
    let bills = bills(db, &[("a", None), ("c", None), ("b", None)]).await;
    let by_id = BillQuery::new().order_by(BillOrder::Id.desc()).page_size(1);
    let more = by_id.clone().order_by(BillOrder::Payee.asc());
    let first = bills.list(db, more).await.unwrap();
    assert_eq!(payees(&first), "b");
    assert_eq!(payees(&bills.list(db, by_id.page_size(2).after(first.next.unwrap())).await.unwrap()), "ca");
}

async fn a_cursor_belongs_to_the_whole_order(db: &Db) {
    let bills = bills(db, &[("a", Some("1")), ("b", Some("1")), ("c", None)]).await;
    let of = |orders: &[Ordering<BillOrder>]| query(orders).page_size(1);
    let (amount, payee) = (BillOrder::Amount, BillOrder::Payee);
    let own = of(&[amount.desc(), payee.asc()]);
    let next = bills.list(db, own.clone()).await.unwrap().next.unwrap();
    assert_eq!(payees(&bills.list(db, own.clone().after(next.clone())).await.unwrap()), "b");
    let others = [
        of(&[]),
        of(&[amount.desc()]),
        of(&[payee.asc()]),
        of(&[payee.asc(), amount.desc()]),
        of(&[amount.desc(), payee.desc()]),
        of(&[amount.asc(), payee.asc()]),
        of(&[amount.desc(), payee.asc(), BillOrder::Paid.asc()]),
        of(&[amount.desc(), BillOrder::Paid.asc()]),
    ];
    for (number, other) in others.into_iter().enumerate() {
        let error = bills.list(db, other.after(next.clone())).await.unwrap_err();
        assert!(error.is_invalid() && fields(&error) == ["cursor"], "{number}: {error}");
    }
}

async fn an_order_of_too_many_columns_is_refused(db: &Db) {
    let bills = bills(db, &[("a", None)]).await;
    let columns = COLUMNS.into_iter().cycle().map(BillOrder::asc);
    let most: Vec<_> = columns.clone().take(MAX_ORDER_COLUMNS).collect();
    assert_eq!(payees(&bills.list(db, query(&most)).await.unwrap()), "a");
    let more: Vec<_> = columns.take(MAX_ORDER_COLUMNS + 1).collect();
    let error = bills.list(db, query(&more)).await.unwrap_err();
    assert_eq!((error.kind(), fields(&error)), (ErrorKind::Invalid, vec!["order_by"]));
    assert!(error.reason().contains('8'), "{error}");
    let streamed: Result<Vec<BillRead>, _> = bills.stream(db, query(&more)).try_collect().await;
    assert!(streamed.is_err_and(|error| error.is_invalid()));
}
