//! What `sql` prints after an interruption: what `upgrade` would run.

use std::fs;

use sqlx::{AssertSqlSafe, Connection, Executor as _, PgConnection};

use crate::concurrent::{interrupt, next_file};
use crate::journey::{add_budgets, sql};
use crate::project::{Kind, Project, on_each_database};

/// The printed files, in order.
fn printed(said: &str) -> Vec<String> {
    let named = said.lines().filter_map(|line| line.strip_prefix("-- ")?.strip_suffix(".up.sql"));
    named.map(str::to_owned).collect()
}

/// The files of a plan, in order.
fn planned(said: &str) -> Vec<String> {
    let named = said.lines().filter_map(|line| line.strip_prefix("  ").filter(|line| !line.starts_with(' ')));
    named.map(str::to_owned).collect()
}

#[tokio::test]
async fn sql_continues_where_an_interrupted_upgrade_does() {
    for part in 1..=3 {
        for was_done in [true, false] {
            let project = Project::new(Kind::MySql);
            project.go("first", &[]);
            project.tool("notes", &["revision", "-m", "notes", "--autogenerate"]).done();
            for before in (1..part).map(|before| format!("_notes_{before}_of_3")) {
                interrupt(&project, &before).await;
                sql(&project, &next_file(&project, &before).1).await;
                sql(&project, "UPDATE _sqlx_migrations SET success = TRUE").await;
            }
            let name = format!("_notes_{part}_of_3");
            interrupt(&project, &name).await;
            if was_done {
                sql(&project, &next_file(&project, &name).1).await;
            }
            let said = project.tool("notes", &["sql"]).done();
            let word = if was_done {
                "the database has done all of the file"
            } else {
                "nothing of the file was done"
            };
            assert!(said.starts_with("-- a run was interrupted at ") && said.contains(word), "{said}");
            let upgrade = project.tool("notes", &["upgrade"]).done();
            assert_eq!(printed(&said), planned(&upgrade), "{said}\n{upgrade}");
            assert_eq!(printed(&said).len(), 3 - part + usize::from(!was_done), "{said}");
            project.tool("notes", &["check"]).done();
        }
    }
}

/// Run again, the statement would fail, since the name exists.
#[tokio::test]
async fn sql_drops_an_unfinished_index() {
    let project = Project::new(Kind::Postgres);
    project.go("first", &[]);
    add_budgets(&project).await;
    sql(&project, "UPDATE budgets SET name = 'Food'").await;
    project.tool("named_once", &["revision", "-m", "named", "--autogenerate", "--concurrently"]).done();
    let mut connection = PgConnection::connect(&project.url).await.unwrap();
    connection.execute(AssertSqlSafe(next_file(&project, "_named").1)).await.unwrap_err();
    interrupt(&project, "_named").await;
    sql(&project, "UPDATE budgets SET name = id::text").await;
    let said = project.tool("named_once", &["sql"]).done();
    for statement in said.split(';').filter(|statement| !statement.trim().is_empty()) {
        connection.execute(AssertSqlSafe(statement.to_owned())).await.unwrap();
    }
    project.tool("named_once", &["stamp", "head"]).done();
    project.tool("named_once", &["check"]).done();
    assert_eq!(project.tool("named_once", &["sql"]).done(), "");
}

on_each_database!(sql_prints_nothing_if_the_outcome_is_unknown,);

async fn sql_prints_nothing_if_the_outcome_is_unknown(project: &Project) {
    project.go("first", &[]);
    project.tool("first", &["revision", "-m", "by hand"]).done();
    fs::write(project.files("by_hand.up.sql").pop().unwrap(), "-- no-transaction\nSELECT 1;\n").unwrap();
    interrupt(project, "_by_hand").await;
    project.tool("first", &["sql"]).refused(&["by_hand failed halfway", "cannot tell"]);
    let version = next_file(project, "_first").0;
    assert_eq!(printed(&project.tool("first", &["sql", "--from", &version]).done()).len(), 1);
}
