//! The plan of a revision before it is applied.

use std::fs;

use crate::journey::add_budgets;
use crate::project::{Kind, Project, on_each_database};

/// The columns of the stage `notes` that `first` lacks.
const COLUMNS: [&str; 3] = ["notes", "rollover", "state"];

/// A plan lists the loss of each column once among its files.
#[track_caller]
fn loses_each_once(said: &str) {
    for column in COLUMNS {
        assert_eq!(said.matches(&format!("loses column `budgets.{column}`")).count(), 1, "{said}");
    }
}

on_each_database!(
    a_loss_is_listed_once_by_its_file,
    the_loss_of_the_deletion_mark_is_explained,
    each_change_is_named_once,
);

async fn a_loss_is_listed_once_by_its_file(project: &Project) {
    project.go("first", &[]);
    project.go("notes", &[]);
    loses_each_once(&project.tool("first", &["downgrade", "-1", "--allow-drop"]).done());
    project.tool("notes", &["upgrade"]).done();
    let known = project.files(".up.sql");
    let revision = ["revision", "-m", "fewer", "--autogenerate", "--allow-drop", "--concurrently"];
    project.tool("first", &revision).done();
    for file in project.files(".up.sql").iter().filter(|file| !known.contains(file)) {
        let text = fs::read_to_string(file).unwrap();
        for column in COLUMNS {
            let [loses, drops] = [
                format!("-- loses column `budgets.{column}`\n"),
                format!("DROP COLUMN {}", quoted(project, column)),
            ];
            // SQLite rebuilds the table.
            let drops = text.contains(&drops) || project.kind == Kind::Sqlite;
            assert_eq!(text.contains(&loses), drops, "{text}");
        }
    }
    loses_each_once(&project.tool("first", &["upgrade"]).done());
}

async fn the_loss_of_the_deletion_mark_is_explained(project: &Project) {
    project.go("named_once", &[]);
    project.go("named_once_softly", &[]);
    let said = "column `budgets.deleted_at` (which says which rows are deleted)";
    let files = project.files(".down.sql").into_iter();
    let back: String = files.map(|file| fs::read_to_string(file).unwrap()).collect();
    assert!(back.contains(&format!("-- loses {said}\n")), "{back}");
    let revision = ["revision", "-m", "fewer", "--autogenerate"];
    project.tool("named_once", &revision).refused(&[&format!("{said} would be lost: pass `--allow-drop`")]);
}

async fn each_change_is_named_once(project: &Project) {
    project.go("before_rush", &[]);
    let said = project.tool("rush_keys", &["revision", "-m", "keys", "--autogenerate"]).done();
    assert_eq!(said.matches("add fk_deposits_other_budget_id").count(), 1, "{said}");
}

fn quoted(project: &Project, name: &str) -> String {
    if project.kind == Kind::Postgres { format!("\"{name}\"") } else { format!("`{name}`") }
}

#[tokio::test]
async fn a_plan_states_what_each_file_does() {
    let project = Project::new(Kind::Postgres);
    project.go("first", &[]);
    add_budgets(&project).await;
    project.go("code", &["--fill", "budgets.code=name", "--concurrently"]);
    let said = project.tool("first", &["downgrade", "-1", "--allow-drop"]).done();
    assert!(said.contains("drop code"), "{said}");
    let said = project.tool("code", &["upgrade"]).done();
    let lines: Vec<&str> = said.lines().map(str::trim).filter(|line| line.contains("budgets")).collect();
    assert_eq!(
        lines,
        [
            "alter table budgets: add notes, add rollover, add state, add code; readers and writers of budgets wait briefly",
            "fill budgets.code, some rows at a time",
            "refuse further rows without budgets.code",
            "fill budgets.code, some rows at a time",
            "look for rows without budgets.code, while others read and write",
            "require budgets.code",
        ]
    );
}
