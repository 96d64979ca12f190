//! What `sql` prints after an interruption: what `upgrade` would run.

use std::fs;

use sqlx::{AssertSqlSafe, Connection, Executor as _, PgConnection};

use crate::journey::{add_budgets, sql};
use crate::place::{Kind, Place, on_each_database};
use crate::together::{interrupt, next_file};

/// The files that are printed, in their order.
fn printed(said: &str) -> Vec<String> {
    let named = said.lines().filter_map(|line| line.strip_prefix("-- ")?.strip_suffix(".up.sql"));
    named.map(str::to_owned).collect()
}

/// The files that a plan names, in their order.
fn planned(said: &str) -> Vec<String> {
    let named = said.lines().filter_map(|line| line.strip_prefix("  ").filter(|line| !line.starts_with(' ')));
    named.map(str::to_owned).collect()
}

#[tokio::test]
async fn sql_goes_on_where_an_interrupted_upgrade_does() {
    for part in 1..=3 {
        for was_done in [true, false] {
            let place = Place::new(Kind::MySql);
            place.go("first", &[]);
            place.tool("notes", &["revision", "-m", "notes", "--autogenerate"]).done();
            for before in (1..part).map(|before| format!("_notes_{before}_of_3")) {
                interrupt(&place, &before).await;
                sql(&place, &next_file(&place, &before).1).await;
                sql(&place, "UPDATE _sqlx_migrations SET success = TRUE").await;
            }
            let name = format!("_notes_{part}_of_3");
            interrupt(&place, &name).await;
            if was_done {
                sql(&place, &next_file(&place, &name).1).await;
            }
            let said = place.tool("notes", &["sql"]).done();
            let word = if was_done {
                "the database has done what the file says"
            } else {
                "nothing of the file was done"
            };
            assert!(said.starts_with("-- a run was interrupted at ") && said.contains(word), "{said}");
            let upgrade = place.tool("notes", &["upgrade"]).done();
            assert_eq!(printed(&said), planned(&upgrade), "{said}\n{upgrade}");
            assert_eq!(printed(&said).len(), 3 - part + usize::from(!was_done), "{said}");
            place.tool("notes", &["check"]).done();
        }
    }
}

/// Run by hand, the statement would find the name taken.
#[tokio::test]
async fn sql_drops_an_index_that_was_not_finished() {
    let place = Place::new(Kind::Postgres);
    place.go("first", &[]);
    add_budgets(&place).await;
    sql(&place, "UPDATE budgets SET name = 'Food'").await;
    place.tool("named_once", &["revision", "-m", "named", "--autogenerate", "--concurrently"]).done();
    let mut connection = PgConnection::connect(&place.url).await.unwrap();
    connection.execute(AssertSqlSafe(next_file(&place, "_named").1)).await.unwrap_err();
    interrupt(&place, "_named").await;
    sql(&place, "UPDATE budgets SET name = id::text").await;
    let said = place.tool("named_once", &["sql"]).done();
    for statement in said.split(';').filter(|statement| !statement.trim().is_empty()) {
        connection.execute(AssertSqlSafe(statement.to_owned())).await.unwrap();
    }
    place.tool("named_once", &["stamp", "head"]).done();
    place.tool("named_once", &["check"]).done();
    assert_eq!(place.tool("named_once", &["sql"]).done(), "");
}

on_each_database! {
    fn of_a_file_that_may_have_been_done_sql_prints_nothing(place: &Place) {
        place.go("first", &[]);
        place.tool("first", &["revision", "-m", "by hand"]).done();
        fs::write(place.files("by_hand.up.sql").pop().unwrap(), "-- no-transaction\nSELECT 1;\n").unwrap();
        interrupt(place, "_by_hand").await;
        place.tool("first", &["sql"]).refused(&["by_hand failed half way", "cannot tell"]);
        let version = next_file(place, "_first").0;
        assert_eq!(printed(&place.tool("first", &["sql", "--from", &version]).done()).len(), 1);
    }
}
