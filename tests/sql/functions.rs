//! Each function that the macro accepts, on each database: `functions.txt` has the values.

use std::collections::BTreeSet;

use fin_infra::prelude::*;
use fin_infra::private::scoped_sql;
use fin_infra::schema;
use fin_infra_tests::{Fixture, StoreKind};

use crate::dynamic::{First, source, text};
use crate::scoped::checked;
use crate::scoped::functions::known;
use crate::scoped::input::Database;

#[derive(FinResource, Debug, Clone)]
#[fin(tenant)]
struct Sample {
    name: String,
    n: i64,
}

/// The lines: an expression, and its value on each database.
fn lines() -> impl Iterator<Item = (&'static str, [&'static str; 3])> {
    let lines = include_str!("functions.txt").lines();
    lines.filter(|line| !line.is_empty() && !line.starts_with('#')).map(|line| {
        let mut cells = line.rsplitn(4, " | ").map(str::trim);
        let mut next = || cells.next().unwrap_or_else(|| panic!("four cells: {line}"));
        let [mysql, postgres, sqlite, expression] = [(); 4].map(|()| next());
        (expression, [sqlite, postgres, mysql])
    })
}

/// The values of an expression, each once, or `!` if there is no such function.
async fn values(fixture: &Fixture, tenant: Uuid, sql: &str, database: Database) -> String {
    // The parser knows some words of one database only.
    let Ok((template, _)) = checked(&text(sql, Some(database))) else { return "!".to_owned() };
    let source = source(&template, |_| 0, |_| unreachable!("no text has a value"));
    let query = scoped_sql::<(Sample,), First, Uuid>(source, tenant, Vec::new());
    match query.fetch_all(&fixture.db).await {
        Ok(rows) => {
            let values: BTreeSet<String> =
                rows.into_iter().map(|row| row.0.unwrap_or_else(|| "null".to_owned())).collect();
            values.into_iter().collect::<Vec<_>>().join(",")
        }
        Err(error) => {
            let is_of_the_database =
                error.kind() == ErrorKind::Database && std::error::Error::source(&error).is_some();
            assert!(is_of_the_database, "{sql}: {error}");
            "!".to_owned()
        }
    }
}

async fn functions_have_their_values(kind: StoreKind, database: Database, index: usize, type_of_text: &str) {
    let fixture = Fixture::new(kind, &[schema::of::<Sample>()]).await;
    let tenant = Uuid::now_v7();
    let samples = Sample::repository().tenant(tenant);
    for (n, name) in (1..).zip(["a", "b", "c", "d"]) {
        samples.create(&fixture.db, SampleCreate { name: name.to_owned(), n }).await.unwrap();
    }
    let mut wrong = Vec::new();
    for (expression, expected) in lines() {
        let (expression, clause) = expression.split_once(" // ").unwrap_or((expression, ""));
        let sql = format!("SELECT CAST({expression} AS {type_of_text}) AS name FROM {{Sample}} {clause}");
        let value = values(&fixture, tenant, &sql, database).await;
        let is_right = match expected[index].strip_prefix('?') {
            Some(expected) => value == expected || value == "!",
            None => value == expected[index],
        };
        if !is_right {
            wrong.push(format!("{expression}: {value}, not {}", expected[index]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn functions_have_their_values_on_sqlite() {
    functions_have_their_values(StoreKind::Sqlite, Database::Sqlite, 0, "TEXT").await;
}

#[tokio::test]
async fn functions_have_their_values_on_postgres() {
    functions_have_their_values(StoreKind::Postgres, Database::Postgres, 1, "TEXT").await;
}

#[tokio::test]
async fn functions_have_their_values_on_mysql() {
    functions_have_their_values(StoreKind::MySql, Database::MySql, 2, "CHAR").await;
}

#[test]
fn each_function_has_a_value_on_a_database() {
    let used: BTreeSet<String> = lines()
        .filter(|(_, values)| values.iter().any(|value| *value != "!"))
        .map(|(expression, _)| {
            expression.chars().take_while(|other| other.is_alphanumeric() || *other == '_').collect()
        })
        .collect();
    let unused: Vec<_> = known().filter(|name| !used.contains(*name)).collect();
    assert!(unused.is_empty(), "no line for {unused:?}");
}
