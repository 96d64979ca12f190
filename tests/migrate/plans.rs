//! What a person reads of a revision before it is applied.

use std::fs;

use crate::journey::add_budgets;
use crate::place::{Kind, Place, on_each_database};

/// The columns that the stage `notes` has and `first` has not.
const COLUMNS: [&str; 3] = ["notes", "rollover", "state"];

/// A plan says of each column once, among all of its files, that it is lost.
#[track_caller]
fn loses_each_once(said: &str) {
    for column in COLUMNS {
        assert_eq!(said.matches(&format!("loses column `budgets.{column}`")).count(), 1, "{said}");
    }
}

on_each_database! {
    fn what_is_lost_is_said_once_by_the_file_that_loses_it(place: &Place) {
        place.go("first", &[]);
        place.go("notes", &[]);
        loses_each_once(&place.tool("first", &["downgrade", "-1", "--allow-drop"]).done());
        place.tool("notes", &["upgrade"]).done();
        let known = place.files(".up.sql");
        let revision = ["revision", "-m", "fewer", "--autogenerate", "--allow-drop", "--concurrently"];
        place.tool("first", &revision).done();
        for file in place.files(".up.sql").iter().filter(|file| !known.contains(file)) {
            let text = fs::read_to_string(file).unwrap();
            for column in COLUMNS {
                let [loses, drops] = [format!("-- loses column `budgets.{column}`\n"), format!("DROP COLUMN {}", quoted(place, column))];
                // SQLite makes the table anew.
                let drops = text.contains(&drops) || place.kind == Kind::Sqlite;
                assert_eq!(text.contains(&loses), drops, "{text}");
            }
        }
        loses_each_once(&place.tool("first", &["upgrade"]).done());
    }

    fn the_loss_of_what_says_which_rows_are_deleted_is_a_sentence(place: &Place) {
        place.go("named_once", &[]);
        place.go("named_once_softly", &[]);
        let said = "column `budgets.deleted_at` (which says which rows are deleted)";
        let files = place.files(".down.sql").into_iter();
        let back: String = files.map(|file| fs::read_to_string(file).unwrap()).collect();
        assert!(back.contains(&format!("-- loses {said}\n")), "{back}");
        let revision = ["revision", "-m", "fewer", "--autogenerate"];
        place.tool("named_once", &revision).refused(&[&format!("{said} would be lost: `--allow-drop`")]);
    }

    fn each_change_is_named_once(place: &Place) {
        place.go("before_rush", &[]);
        let said = place.tool("rush_keys", &["revision", "-m", "keys", "--autogenerate"]).done();
        assert_eq!(said.matches("add fk_deposits_other_budget_id").count(), 1, "{said}");
    }
}

fn quoted(place: &Place, name: &str) -> String {
    if place.kind == Kind::Postgres { format!("\"{name}\"") } else { format!("`{name}`") }
}

#[tokio::test]
async fn a_plan_says_of_each_file_what_it_does() {
    let place = Place::new(Kind::Postgres);
    place.go("first", &[]);
    add_budgets(&place).await;
    place.go("code", &["--fill", "budgets.code=name", "--concurrently"]);
    let said = place.tool("first", &["downgrade", "-1", "--allow-drop"]).done();
    assert!(said.contains("drop code"), "{said}");
    let said = place.tool("code", &["upgrade"]).done();
    let lines: Vec<&str> = said.lines().map(str::trim).filter(|line| line.contains("budgets")).collect();
    assert_eq!(
        lines,
        [
            "alter table budgets: add notes, add rollover, add state, add code; who reads or writes budgets waits for a moment",
            "fill budgets.code, some rows at a time",
            "refuse further rows without budgets.code",
            "fill budgets.code, some rows at a time",
            "look for rows without budgets.code, while others read and write",
            "require budgets.code",
        ]
    );
}
