//! Names of `WITH`, recursion, and results without a limit of their own.

use fin_infra::prelude::*;
use fin_infra::query::limits::MAX_SQL_ROWS;
use fin_infra::scoped_sql;
use fin_infra_tests::StoreKind;

use crate::dynamic::text;
use crate::ledger::{Budget, Ledger, on_each_database};
use crate::scoped::checked;
use crate::scoped::input::Database;

on_each_database! {
    a_recursion_is_whole
    a_joined_text_is_whole
    more_rows_than_the_limit_are_an_error
}

#[derive(FinRow, Debug, PartialEq)]
struct Number {
    n: i64,
}

async fn a_recursion_is_whole(ledger: &Ledger) {
    let count = scoped_sql!(
        ledger.acme,
        Number,
        "WITH RECURSIVE days AS (SELECT 1 AS day UNION ALL SELECT day + 1 FROM days WHERE day < 1500)
         SELECT COUNT(*) AS n FROM days WHERE EXISTS (SELECT 1 FROM {Budget})"
    );
    assert_eq!(count.fetch_one(ledger.db()).await.unwrap().n, 1500);
}

async fn a_joined_text_is_whole(ledger: &Ledger) {
    let length = scoped_sql!(ledger.acme, Number,
        sqlite: "WITH RECURSIVE days AS (SELECT 1 AS day UNION ALL SELECT day + 1 FROM days WHERE day < 150000)
                 SELECT LENGTH(GROUP_CONCAT('12345678')) AS n FROM days WHERE EXISTS (SELECT 1 FROM {Budget})",
        postgres: "WITH RECURSIVE days AS (SELECT 1 AS day UNION ALL SELECT day + 1 FROM days WHERE day < 150000)
                   SELECT LENGTH(STRING_AGG('12345678', ',')) AS n FROM days WHERE EXISTS (SELECT 1 FROM {Budget})",
        mysql: "WITH RECURSIVE days AS (SELECT 1 AS day UNION ALL SELECT day + 1 FROM days WHERE day < 150000)
                SELECT LENGTH(GROUP_CONCAT('12345678')) AS n FROM days WHERE EXISTS (SELECT 1 FROM {Budget})");
    assert_eq!(length.fetch_one(ledger.db()).await.unwrap().n, 150_000 * 9 - 1);
}

async fn more_rows_than_the_limit_are_an_error(ledger: &Ledger) {
    let days = |count: i64| {
        scoped_sql!(
            ledger.acme,
            Number,
            "WITH RECURSIVE days AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM days WHERE n < {count: i64})
             SELECT n FROM days WHERE EXISTS (SELECT 1 FROM {Budget})"
        )
    };
    let most = i64::try_from(MAX_SQL_ROWS).unwrap();
    assert_eq!(days(most).fetch_all(ledger.db()).await.unwrap().len(), MAX_SQL_ROWS);
    let error = days(most + 1).fetch_all(ledger.db()).await.unwrap_err();
    assert!(error.is_invalid(), "{error}");
    assert!(error.to_string().contains("returns more than 100,000 rows: add a LIMIT"), "{error}");
}

fn reason(sql: &str, database: Option<Database>) -> Option<String> {
    checked(&text(sql, database)).err().map(|error| error.to_string())
}

/// Each has a `WITH` in a query that is in another one, in which MariaDB does not see the outer name.
const INNER: &[&str] = &[
    "WITH o AS (SELECT name FROM {Budget}) SELECT z.name FROM (WITH q AS (SELECT name FROM o) SELECT name FROM q) z",
    "WITH o AS (SELECT name FROM {Budget}) SELECT b.name FROM {Budget} b
     WHERE EXISTS (WITH q AS (SELECT name FROM o) SELECT name FROM q)",
    "WITH o AS (SELECT name FROM {Budget}) SELECT (WITH q AS (SELECT name FROM o) SELECT MAX(name) FROM q) AS name FROM o",
    "WITH o AS (SELECT name FROM {Budget}), p AS (WITH q AS (SELECT name FROM o) SELECT name FROM q) SELECT name FROM p",
    "WITH o AS (SELECT name FROM {Budget}) SELECT z.name FROM
     (WITH RECURSIVE q AS (SELECT name FROM o UNION ALL SELECT name FROM q WHERE 1 = 0) SELECT name FROM q) z",
    "WITH o AS (SELECT name FROM {Budget}) SELECT z.name FROM
     (WITH q AS (SELECT name FROM {Budget} WHERE name IN (SELECT name FROM o)) SELECT name FROM q) z",
    "WITH o AS (SELECT name FROM {Budget}) SELECT name FROM o
     UNION (WITH q AS (SELECT name FROM o) SELECT name FROM q)",
];

#[test]
fn an_inner_with_does_not_know_an_outer_name_where_mariadb_runs_it() {
    for sql in INNER {
        for database in [None, Some(Database::MySql)] {
            let reason = reason(sql, database).unwrap_or_else(|| panic!("accepted: {sql}"));
            assert!(reason.contains("MariaDB looks for `o` among the tables"), "{sql}: {reason}");
        }
        for database in [Database::Sqlite, Database::Postgres] {
            assert_eq!(reason(sql, Some(database)), None, "{sql}");
        }
    }
}

#[test]
fn names_of_one_with_and_of_outer_queries_are_known() {
    for sql in [
        "WITH o AS (SELECT name FROM {Budget}), q AS (SELECT name FROM o) SELECT name FROM q",
        "WITH o AS (SELECT name FROM {Budget}) SELECT b.name FROM {Budget} b WHERE b.name IN (SELECT name FROM o)",
        "WITH o AS (SELECT name FROM {Budget}) SELECT z.name FROM
         (WITH q AS (SELECT name FROM {Budget}) SELECT q.name FROM q JOIN o ON o.name = q.name) z",
    ] {
        assert_eq!(reason(sql, None), None, "{sql}");
    }
}

#[test]
fn no_function_is_called_by_the_notation_of_a_field() {
    for sql in [
        "SELECT ((CAST('SELECT 1' AS text)).ts_stat).word AS name FROM {Budget}",
        "SELECT (name).ts_stat AS name FROM {Budget}",
        "SELECT (CAST('/etc/hostname' AS text)).pg_read_file AS name FROM {Budget}",
        "SELECT name FROM {Budget} WHERE (1.5).pg_sleep IS NOT NULL",
        "SELECT (ARRAY[1, 2]).unnest AS name FROM {Budget}",
        "SELECT ((ARRAY[name])[1]).ts_stat AS name FROM {Budget}",
    ] {
        for database in [None, Some(Database::Postgres)] {
            assert!(reason(sql, database).is_some(), "{sql}");
        }
    }
}

#[test]
fn no_spelling_of_a_type_reads_the_catalogue() {
    for name in [
        "regclass",
        "pg_catalog.regclass",
        "\"regclass\"",
        "pg_catalog.\"regclass\"",
        "_regclass",
        "\"regrole\"[]",
    ] {
        for sql in [
            format!("SELECT CAST(name AS {name}) AS name FROM {{Budget}}"),
            format!("SELECT name::{name} AS name FROM {{Budget}}"),
        ] {
            assert!(reason(&sql, Some(Database::Postgres)).is_some(), "{sql}");
        }
    }
    assert_eq!(
        reason("SELECT CAST(name AS sales_region) AS name FROM {Budget}", Some(Database::Postgres)),
        None
    );
}
