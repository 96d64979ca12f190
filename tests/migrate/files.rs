//! The files, for sqlx's tools and for readers.

use std::fs;

use fin_infra::migrate;
use fin_infra::prelude::*;
use sqlx::migrate::Migrator;
use sqlx::{Connection, MySqlConnection, PgConnection, SqliteConnection};

use crate::journey::add_budgets;
use crate::project::{Kind, Project, on_each_database};

/// What `sqlx migrate run` and `sqlx migrate revert` do.
async fn sqlx_runs(project: &Project, down_to: Option<i64>) {
    let migrator = Migrator::new(project.migrations()).await.unwrap();
    macro_rules! run {
        ($Connection:ident) => {{
            let mut connection = $Connection::connect(&project.url).await.unwrap();
            match down_to {
                None => migrator.run(&mut connection).await.unwrap(),
                Some(version) => migrator.undo(&mut connection, version).await.unwrap(),
            }
        }};
    }
    match project.kind {
        Kind::Sqlite => run!(SqliteConnection),
        Kind::Postgres => run!(PgConnection),
        Kind::MySql => run!(MySqlConnection),
    }
}

on_each_database!(
    sqlx_works_on_the_same_folder,
    a_migration_lists_its_losses,
    a_plan_names_who_is_blocked,
    a_hand_written_file_is_applied_like_any_other,
);

async fn sqlx_works_on_the_same_folder(project: &Project) {
    project.tool("first", &["revision", "-m", "first", "--autogenerate"]).done();
    sqlx_runs(project, None).await;
    project.tool("first", &["check"]).done();
    project.go("notes", &[]);
    sqlx_runs(project, None).await;
    assert!(project.tool("notes", &["upgrade"]).done().contains("nothing to apply"));
    sqlx_runs(project, Some(0)).await;
    assert!(project.tool("notes", &["current"]).done().contains("no migration was applied"));
    project.tool("notes", &["upgrade"]).done();
    project.tool("notes", &["check"]).done();
}

async fn a_migration_lists_its_losses(project: &Project) {
    project.go("first", &[]);
    project.go("notes", &[]);
    let (up, down) = (project.files(".up.sql"), project.files(".down.sql"));
    let text = |file| fs::read_to_string(file).unwrap();
    assert!(!text(up.last().unwrap()).contains("-- loses"));
    assert!(down.iter().any(|file| text(file).contains("-- loses column `budgets.notes`")));
    project.tool("notes", &["downgrade", "-1"]).refused(&["column `budgets.notes`", "--allow-drop"]);
}

async fn a_plan_names_who_is_blocked(project: &Project) {
    project.go("first", &[]);
    add_budgets(project).await;
    project.tool("whole", &["revision", "-m", "whole", "--autogenerate", "--allow-drop"]).done();
    let said = project.tool("whole", &["upgrade"]).done();
    let line = match project.kind {
        Kind::Sqlite => "keeps writers out of budgets (3 rows) while it rebuilds the table, with each row",
        Kind::Postgres => {
            "keeps readers and writers out of budgets (3 rows) while it rewrites each row, since \
                           `amount` is \
                           NUMERIC(12, 2) and becomes BIGINT"
        }
        Kind::MySql => {
            "keeps writers out of budgets (3 rows) while it rewrites each row, since `amount` is \
                        DECIMAL(12, 2) and \
                        becomes BIGINT"
        }
    };
    assert!(said.contains(line), "{said}");
    let said = project.tool("whole", &["downgrade", "-1", "--allow-drop"]).done();
    assert!(said.contains("out of budgets (3 rows) while it "), "{said}");
}

async fn a_hand_written_file_is_applied_like_any_other(project: &Project) {
    project.go("first", &[]);
    project.tool("first", &["revision", "-m", "Only a comment!"]).done();
    let file = project.files("only_a_comment.up.sql").pop().unwrap();
    fs::write(&file, "SELECT 1;").unwrap();
    project.go("notes", &[]);
    assert!(project.tool("notes", &["history"]).done().contains("only_a_comment"));
}

#[test]
fn indexes_are_built_while_others_write() {
    let project = Project::new(Kind::Postgres);
    project.go("first", &[]);
    project.go(
        "wider",
        &[
            "--concurrently",
            "--fill",
            "budgets.rollover=TRUE",
            "--fill",
            "budgets.state='a'",
            "--fill",
            "budgets.reference='a'",
        ],
    );
    let texts: Vec<String> =
        project.files(".up.sql").iter().map(|file| fs::read_to_string(file).unwrap()).collect();
    let concurrent: Vec<&String> = texts.iter().filter(|text| text.contains("INDEX CONCURRENTLY")).collect();
    assert_eq!(concurrent.len(), 5);
    assert!(
        concurrent
            .iter()
            .all(|text| text.starts_with("-- no-transaction\n") && text.matches(';').count() == 1)
    );
    assert!(texts.iter().any(|text| text.contains("VALIDATE CONSTRAINT") && !text.contains("NOT VALID")));
    project.tool("wider", &["downgrade", "-1", "--allow-drop"]).done();
    project.tool("first", &["check"]).done();
}

#[test]
fn a_changed_index_is_built_before_the_old_one_is_dropped() {
    let project = Project::new(Kind::Postgres);
    project.go("named_once", &[]);
    project.go("named_once_softly", &["--concurrently"]);
    let texts: Vec<String> =
        project.files(".up.sql").iter().map(|file| fs::read_to_string(file).unwrap()).collect();
    let at = |words: &str| {
        texts.iter().position(|text| text.contains(words)).unwrap_or_else(|| panic!("{words}: {texts:?}"))
    };
    let made = at("CREATE UNIQUE INDEX CONCURRENTLY \"uq_budgets_name_new\"");
    let swapped = at("ALTER INDEX \"uq_budgets_name_new\" RENAME TO \"uq_budgets_name\"");
    let dropped = at("DROP INDEX CONCURRENTLY \"uq_budgets_name_old\"");
    assert!(made < swapped && swapped < dropped);
    assert!(texts[swapped].contains("ALTER INDEX \"uq_budgets_name\" RENAME TO \"uq_budgets_name_old\""));
    project.tool("named_once_softly", &["downgrade", "-1", "--allow-drop"]).done();
    project.tool("named_once", &["check"]).done();
}

/// A library's resource counts as well: this one is in `fin-infra-tests`.
#[test]
fn resources_are_found_without_being_listed() {
    let names: Vec<_> = migrate::discovered().iter().map(|definition| definition.table.name).collect();
    let of_the_library = fin_infra_tests::resources::Budget::TABLE.name;
    assert!(names.contains(&of_the_library) && names.contains(&"own_things"), "{names:?}");
    assert!(names.is_sorted());
}

#[derive(FinResource)]
#[fin(table = "own_things")]
struct Thing {
    name: String,
}
