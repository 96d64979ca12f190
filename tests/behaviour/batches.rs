//! A batch is stored whole or not at all.

use fin_infra::prelude::*;
use fin_infra_tests::on_each_store;

use crate::support::{decimal, fields};

/// A ledger.
#[derive(FinResource, Debug, Clone)]
struct Ledger {
    name: String,
}

/// A line of a ledger.
#[derive(FinResource, Debug, Clone)]
#[fin(timestamps = false, check(amount >= 0))]
struct Line {
    #[fin(unique)]
    number: i64,
    amount: Decimal,
    #[fin(belongs_to = "Ledger")]
    ledger_id: Option<Uuid>,
}

/// Something long.
#[derive(FinResource, Debug, Clone)]
struct Letter {
    text: String,
    #[fin(json)]
    enclosed: Vec<Option<i32>>,
}

const ROWS: i64 = 10_000;

fn line(number: i64) -> LineCreate {
    LineCreate { number, amount: Decimal::ONE, ledger_id: None }
}

/// As many lines as there are, the last of which is another one.
fn batch(last: LineCreate) -> impl Iterator<Item = LineCreate> {
    (1..ROWS).map(line).chain([last])
}

/// The ways in which a row can be bad, each with the kind of its error and the fields at fault.
fn bad_rows() -> [(LineCreate, ErrorKind, &'static [&'static str]); 5] {
    [
        (LineCreate { amount: decimal("0.00001"), ..line(ROWS) }, ErrorKind::Invalid, &["amount"]),
        (LineCreate { amount: decimal("-1"), ..line(ROWS) }, ErrorKind::Invalid, &[]),
        (line(1), ErrorKind::Conflict, &["number"]),
        (line(0), ErrorKind::Conflict, &["number"]),
        (LineCreate { ledger_id: Some(Uuid::now_v7()), ..line(ROWS) }, ErrorKind::ForeignKey, &["ledger_id"]),
    ]
}

async fn count(db: &Db) -> u64 {
    Line::repository().count(db, LineQuery::new()).await.unwrap()
}

on_each_store!(
    [Line, Ledger] all_rows_of_a_large_batch_are_stored_and_given_in_their_order,
    [Letter] a_batch_of_long_rows_may_be_longer_than_a_statement,
    [Line, Ledger] a_batch_of_nothing_is_no_error,
    [Line, Ledger] one_bad_row_of_10_000_keeps_all_of_them_out,
    [Line, Ledger] a_row_that_is_refused_before_it_travels_is_named_by_its_number,
    [Line, Ledger] within_a_transaction_a_bad_row_keeps_the_batch_out_as_well,
);

async fn all_rows_of_a_large_batch_are_stored_and_given_in_their_order(db: &Db) {
    let lines = Line::repository();
    let rows = lines.create_many(db, batch(line(ROWS))).await.unwrap();
    assert!(rows.iter().map(|row| row.number).eq(1..=ROWS));
    assert_eq!(lines.list(db, LineQuery::new().page_size(10_000)).await.unwrap().items, rows);
}

async fn a_batch_of_long_rows_may_be_longer_than_a_statement(db: &Db) {
    let letters = Letter::repository();
    let long = |number: usize| LetterCreate {
        text: number.to_string().repeat(300_000),
        enclosed: vec![Some(1); 50_000],
    };
    let rows = letters.create_many(db, (10..60).map(long)).await.unwrap();
    assert_eq!(letters.list(db, LetterQuery::new().page_size(100)).await.unwrap().items, rows);
}

async fn a_batch_of_nothing_is_no_error(db: &Db) {
    assert_eq!(Line::repository().create_many(db, Vec::<LineCreate>::new()).await.unwrap(), []);
}

async fn one_bad_row_of_10_000_keeps_all_of_them_out(db: &Db) {
    let lines = Line::repository();
    lines.create(db, line(0)).await.unwrap();
    for (bad, kind, expected) in bad_rows() {
        let error = lines.create_many(db, batch(bad)).await.unwrap_err();
        assert_eq!((error.kind(), fields(&error).as_slice()), (kind, expected), "{error}");
        assert_eq!(count(db).await, 1, "{error}");
    }
}

async fn a_row_that_is_refused_before_it_travels_is_named_by_its_number(db: &Db) {
    for (bad, _, _) in bad_rows().into_iter().take(2) {
        let rows = [line(1), line(2), bad, line(3)];
        let error = Line::repository().create_many(db, rows).await.unwrap_err();
        assert!(error.reason().ends_with("(in row 2)"), "{error}");
    }
}

async fn within_a_transaction_a_bad_row_keeps_the_batch_out_as_well(db: &Db) {
    let lines = Line::repository();
    lines.create(db, line(0)).await.unwrap();
    for (bad, kind, _) in bad_rows() {
        let mut tx = db.begin().await.unwrap();
        lines.create(&mut tx, line(-1)).await.unwrap();
        let error = lines.create_many(&mut tx, batch(bad)).await.unwrap_err();
        assert_eq!(error.kind(), kind);
        let committed = tx.commit().await;
        // A value that is rejected before a statement is sent does not affect the transaction.
        assert_eq!(committed.is_ok(), error.constraint().is_none(), "{error}");
        if committed.is_ok() {
            let page = lines.list(db, LineQuery::new()).await.unwrap();
            assert!(page.items.iter().map(|row| row.number).eq([0, -1]));
            lines.delete(db, page.items[1].id).await.unwrap();
        }
        assert_eq!(count(db).await, 1, "{error}");
    }
}
