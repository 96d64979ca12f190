//! The files, as sqlx's own tools take them, and as people read them.

use std::fs;

use fin_infra::migrate;
use fin_infra::prelude::*;
use sqlx::migrate::Migrator;
use sqlx::{Connection, MySqlConnection, PgConnection, SqliteConnection};

use crate::journey::add_budgets;
use crate::place::{Kind, Place, on_each_database};

/// What `sqlx migrate run` and `sqlx migrate revert` do.
async fn sqlx_runs(place: &Place, down_to: Option<i64>) {
    let migrator = Migrator::new(place.migrations()).await.unwrap();
    macro_rules! run {
        ($Connection:ident) => {{
            let mut connection = $Connection::connect(&place.url).await.unwrap();
            match down_to {
                None => migrator.run(&mut connection).await.unwrap(),
                Some(version) => migrator.undo(&mut connection, version).await.unwrap(),
            }
        }};
    }
    match place.kind {
        Kind::Sqlite => run!(SqliteConnection),
        Kind::Postgres => run!(PgConnection),
        Kind::MySql => run!(MySqlConnection),
    }
}

on_each_database! {
    fn sqlxs_own_tools_work_on_the_same_folder(place: &Place) {
        place.tool("first", &["revision", "-m", "first", "--autogenerate"]).done();
        sqlx_runs(place, None).await;
        place.tool("first", &["check"]).done();
        place.go("notes", &[]);
        sqlx_runs(place, None).await;
        assert!(place.tool("notes", &["upgrade"]).done().contains("nothing to apply"));
        sqlx_runs(place, Some(0)).await;
        assert!(place.tool("notes", &["current"]).done().contains("no migration was applied"));
        place.tool("notes", &["upgrade"]).done();
        place.tool("notes", &["check"]).done();
    }

    fn what_a_migration_loses_stands_in_it(place: &Place) {
        place.go("first", &[]);
        place.go("notes", &[]);
        let (up, down) = (place.files(".up.sql"), place.files(".down.sql"));
        let text = |file| fs::read_to_string(file).unwrap();
        assert!(!text(up.last().unwrap()).contains("-- loses"));
        assert!(down.iter().any(|file| text(file).contains("-- loses column `budgets.notes`")));
        place.tool("notes", &["downgrade", "-1"]).refused(&["column `budgets.notes`", "--allow-drop"]);
    }

    fn a_plan_says_who_is_kept_out(place: &Place) {
        place.go("first", &[]);
        add_budgets(place).await;
        place.tool("whole", &["revision", "-m", "whole", "--autogenerate", "--allow-drop"]).done();
        let said = place.tool("whole", &["upgrade"]).done();
        let line = match place.kind {
            Kind::Sqlite => "keeps writers out of budgets (3 rows) while it makes the table anew, with each row",
            Kind::Postgres => "keeps readers and writers out of budgets (3 rows) while it writes each row anew, since `amount` is \
                               NUMERIC(12, 2) and becomes BIGINT",
            Kind::MySql => "keeps writers out of budgets (3 rows) while it writes each row anew, since `amount` is DECIMAL(12, 2) and \
                            becomes BIGINT",
        };
        assert!(said.contains(line), "{said}");
        let said = place.tool("whole", &["downgrade", "-1", "--allow-drop"]).done();
        assert!(said.contains("out of budgets (3 rows) while it "), "{said}");
    }

    fn a_hand_written_file_is_one_like_any_other(place: &Place) {
        place.go("first", &[]);
        place.tool("first", &["revision", "-m", "Only a comment!"]).done();
        let file = place.files("only_a_comment.up.sql").pop().unwrap();
        fs::write(&file, "SELECT 1;").unwrap();
        place.go("notes", &[]);
        assert!(place.tool("notes", &["history"]).done().contains("only_a_comment"));
    }
}

#[test]
fn indexes_are_made_while_others_write() {
    let place = Place::new(Kind::Postgres);
    place.go("first", &[]);
    place.go(
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
        place.files(".up.sql").iter().map(|file| fs::read_to_string(file).unwrap()).collect();
    let concurrent: Vec<&String> = texts.iter().filter(|text| text.contains("INDEX CONCURRENTLY")).collect();
    assert_eq!(concurrent.len(), 5);
    assert!(
        concurrent
            .iter()
            .all(|text| text.starts_with("-- no-transaction\n") && text.matches(';').count() == 1)
    );
    assert!(texts.iter().any(|text| text.contains("VALIDATE CONSTRAINT") && !text.contains("NOT VALID")));
    place.tool("wider", &["downgrade", "-1", "--allow-drop"]).done();
    place.tool("first", &["check"]).done();
}

#[test]
fn an_index_that_becomes_another_is_made_before_the_old_one_goes() {
    let place = Place::new(Kind::Postgres);
    place.go("named_once", &[]);
    place.go("named_once_softly", &["--concurrently"]);
    let texts: Vec<String> =
        place.files(".up.sql").iter().map(|file| fs::read_to_string(file).unwrap()).collect();
    let at = |words: &str| {
        texts.iter().position(|text| text.contains(words)).unwrap_or_else(|| panic!("{words}: {texts:?}"))
    };
    let made = at("CREATE UNIQUE INDEX CONCURRENTLY \"uq_budgets_name_new\"");
    let swapped = at("ALTER INDEX \"uq_budgets_name_new\" RENAME TO \"uq_budgets_name\"");
    let dropped = at("DROP INDEX CONCURRENTLY \"uq_budgets_name_old\"");
    assert!(made < swapped && swapped < dropped);
    assert!(texts[swapped].contains("ALTER INDEX \"uq_budgets_name\" RENAME TO \"uq_budgets_name_old\""));
    place.tool("named_once_softly", &["downgrade", "-1", "--allow-drop"]).done();
    place.tool("named_once", &["check"]).done();
}

/// A library's resource counts as well: this one is of `fin-infra-tests`.
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
