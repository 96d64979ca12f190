//! How a list says where its page begins, in each form that an index can serve, and in which order its rows come.
//!
//! Behind a cursor, a database begins to read where the condition's first comparison says. A condition that begins
//! otherwise gives the same rows, and reads everything before them.

use fin_infra::Backend;
use fin_infra::prelude::*;
use fin_infra::query::OrderBy;
use fin_infra_tests::capture;
use sqlx::{MySql, Pool, Postgres, Sqlite};

use crate::play::Stores;
use crate::run_time::pool;
use crate::subjects::funds::{Fund, FundCreate, FundOrder as By, FundQuery};

/// The condition and the order of each query in a statement, without its predicates.
type Parts = &'static [&'static str];

/// An order, the row that the page begins behind, counted from one, and the parts of the statement: of those databases that
/// compare rows, and of MySQL. The rows are of one amount, and those with a code come between two without.
fn lists() -> Vec<(OrderBy<By>, u32, Parts, Parts)> {
    vec![
        (
            By::Name.asc().into(),
            1,
            &["((name, id) > (?, ?)) ORDER BY name ASC, id ASC"],
            &["(name >= ? AND (name > ? OR name = ? AND (id > ?))) ORDER BY name ASC, id ASC"],
        ),
        (
            By::Code.asc().into(),
            1,
            &["code IS NULL AND (id > ?) ORDER BY id ASC", "code IS NOT NULL ORDER BY code ASC, id ASC"],
            &["code IS NULL AND (id > ?) ORDER BY id ASC", "code IS NOT NULL ORDER BY code ASC, id ASC"],
        ),
        (
            By::Code.desc().into(),
            1,
            &["((code, id) < (?, ?)) ORDER BY code DESC, id DESC", "code IS NULL ORDER BY id DESC"],
            &[
                "(code <= ? AND (code < ? OR code = ? AND (id < ?))) ORDER BY code DESC, id DESC",
                "code IS NULL ORDER BY id DESC",
            ],
        ),
        (
            By::Name.desc().then_by(By::Amount.desc()),
            1,
            &[
                "(name <= ? AND (name < ? OR name = ? AND ((amount, id) < (?, ?)))) ORDER BY name DESC, amount DESC, id DESC",
            ],
            &[
                "(name <= ? AND (name < ? OR name = ? AND (amount <= ? AND (amount < ? OR amount = ? AND (id < ?))))) \
               ORDER BY name DESC, amount DESC, id DESC",
            ],
        ),
        (
            By::Amount.desc().then_by(By::Name.asc()),
            1,
            &[
                "(amount <= ? AND (amount < ? OR amount = ? AND ((name, id) > (?, ?)))) ORDER BY amount DESC, name ASC, id ASC",
            ],
            &[
                "(amount <= ? AND (amount < ? OR amount = ? AND (name >= ? AND (name > ? OR name = ? AND (id > ?))))) \
               ORDER BY amount DESC, name ASC, id ASC",
            ],
        ),
        (
            By::Amount.desc().then_by(By::Code.asc()),
            1,
            &[
                "(amount <= ? AND (amount < ? OR amount = ? AND (code IS NOT NULL OR id > ?))) ORDER BY amount DESC, code ASC, id ASC",
            ],
            &[
                "(amount <= ? AND (amount < ? OR amount = ? AND (code IS NOT NULL OR id > ?))) ORDER BY amount DESC, code ASC, id ASC",
            ],
        ),
        (
            By::Amount.asc().then_by(By::Code.asc()),
            3,
            &[
                "(amount >= ? AND (amount > ? OR amount = ? AND (code >= ? AND (code > ? OR code = ? AND (id > ?))))) \
               ORDER BY amount ASC, code ASC, id ASC",
            ],
            &[
                "(amount >= ? AND (amount > ? OR amount = ? AND (code >= ? AND (code > ? OR code = ? AND (id > ?))))) \
               ORDER BY amount ASC, code ASC, id ASC",
            ],
        ),
        (
            By::Amount.asc().then_by(By::Code.desc()),
            1,
            &[
                "(amount >= ? AND (amount > ? OR amount = ? AND (code IS NULL OR (code <= ? AND (code < ? OR code = ? AND (id < ?)))))) \
               ORDER BY amount ASC, code DESC, id DESC",
            ],
            &[
                "(amount >= ? AND (amount > ? OR amount = ? AND (code IS NULL OR (code <= ? AND (code < ? OR code = ? AND (id < ?)))))) \
               ORDER BY amount ASC, code DESC, id DESC",
            ],
        ),
        (
            By::Amount.asc().then_by(By::Code.desc()),
            3,
            &[
                "(amount >= ? AND (amount > ? OR amount = ? AND (code IS NULL AND (id < ?)))) ORDER BY amount ASC, code DESC, id DESC",
            ],
            &[
                "(amount >= ? AND (amount > ? OR amount = ? AND (code IS NULL AND (id < ?)))) ORDER BY amount ASC, code DESC, id DESC",
            ],
        ),
        (
            By::Code.asc().then_by(By::Name.desc()),
            1,
            &[
                "code IS NULL AND ((name, id) < (?, ?)) ORDER BY name DESC, id DESC",
                "code IS NOT NULL ORDER BY code ASC, name DESC, id DESC",
            ],
            &[
                "code IS NULL AND (name <= ? AND (name < ? OR name = ? AND (id < ?))) ORDER BY name DESC, id DESC",
                "code IS NOT NULL ORDER BY code ASC, name DESC, id DESC",
            ],
        ),
    ]
}

/// SQL without quotation marks, with one sign for all placeholders, and without what PostgreSQL has to be told of nulls.
fn plain(sql: &str) -> String {
    let mut plain = String::new();
    let mut letters = sql.chars().filter(|letter| !matches!(letter, '"' | '`')).peekable();
    while let Some(letter) = letters.next() {
        if matches!(letter, '$' | '?') {
            plain.push('?');
            while letters.next_if(char::is_ascii_digit).is_some() {}
        } else {
            plain.push(letter);
        }
    }
    plain.replace("fin_live = 1", "deleted_at IS NULL").replace(" NULLS FIRST", "").replace(" NULLS LAST", "")
}

/// Returns the condition and the order of each query in a statement, without its predicates and its limit. On PostgreSQL,
/// a query for nulls also orders them by their column; this removes that column.
fn parts(sql: &str, orders_nulls: bool) -> Vec<String> {
    let plain = plain(sql);
    let queries = plain.split("WHERE tenant_id = ? AND deleted_at IS NULL AND ").skip(1);
    let part = |query: &str| {
        let part = query.split(" LIMIT ").next().unwrap();
        if !orders_nulls || !part.starts_with("code IS NULL") {
            return part.to_owned();
        }
        let (before, order) = part.split_once(" ORDER BY code ").expect("nulls are ordered by their column");
        let (_direction, rest) = order.split_once(", ").expect("a further column");
        format!("{before} ORDER BY {rest}")
    };
    queries.map(part).collect()
}

async fn check<DB: Backend>(url: &str, compares_rows: bool, orders_nulls: bool)
where
    for<'a> &'a Pool<DB>: Stores,
{
    let funds = Fund::repository().tenant(Uuid::now_v7());
    let first = pool::<DB>(url).await;
    for (name, code) in [("a", None), ("b", Some("x")), ("c", Some("y")), ("d", None)] {
        let create = FundCreate::new(Uuid::nil(), name.to_owned(), Decimal::ONE);
        funds.create(&first, FundCreate { code: code.map(str::to_owned), ..create }).await.unwrap();
    }
    for (order, row, of_rows, of_mysql) in lists() {
        let query = FundQuery::new().order_by(order.clone()).page_size(row);
        let next = funds.list(&first, query.clone()).await.unwrap().next.unwrap();
        let pool = pool::<DB>(url).await;
        let list = async { funds.list(&pool, query.after(next)).await.unwrap() };
        let (_, reports) = capture::of(list, async { pool.close().await }).await;
        let mut lists =
            reports.statements.iter().filter(|sql| sql.starts_with("SELECT") && sql.contains("LIMIT"));
        let sql = lists.next().expect("the list is reported");
        assert_eq!(lists.next(), None, "a list is one statement");
        assert_eq!(
            parts(sql, orders_nulls),
            if compares_rows { of_rows } else { of_mysql },
            "{order:?} behind {row}: {sql}"
        );
    }
}

#[tokio::test]
async fn a_page_begins_with_what_an_index_serves_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    check::<Sqlite>(&format!("sqlite://{}?mode=rwc", folder.path().join("app.db").display()), true, false)
        .await;
}

#[tokio::test]
async fn a_page_begins_with_what_an_index_serves_on_postgres() {
    check::<Postgres>(fin_infra_test_servers::postgres().unwrap().url(), true, true).await;
}

#[tokio::test]
async fn a_page_begins_with_what_an_index_serves_on_mysql() {
    check::<MySql>(fin_infra_test_servers::mysql().unwrap().url(), false, false).await;
}
