//! Files of a revision that are lost, or are not what they were.

use std::fs;
use std::path::{Path, PathBuf};

use crate::journey::add_budgets;
use crate::project::{Kind, Project, on_each_database};

const COMMANDS: [&[&str]; 6] =
    [&["upgrade"], &["downgrade", "-1"], &["current"], &["history"], &["check"], &["sql"]];

/// The file of a revision with this ending, with what is in it.
fn file(project: &Project, ending: &str) -> (PathBuf, String) {
    let file = project.files(ending).pop().unwrap();
    let text = fs::read_to_string(&file).unwrap();
    (file, text)
}

/// What a message says that is to be written instead.
fn advised(project: &Project, stage: &str) -> String {
    let said = project.tool(stage, &["current"]).said;
    said.trim_end().rsplit('\n').next().unwrap().to_owned()
}

fn name(file: &Path) -> String {
    file.file_name().unwrap().to_string_lossy().into_owned()
}

on_each_database!(
    a_lost_down_file_is_named_by_each_command,
    lost_or_truncated_metadata_can_be_written_again,
    metadata_that_follows_itself_is_rejected,
);

async fn a_lost_down_file_is_named_by_each_command(project: &Project) {
    project.go("first", &[]);
    project.go("notes", &[]);
    let (down, text) = file(project, ".down.sql");
    fs::remove_file(&down).unwrap();
    for command in COMMANDS {
        project.tool("notes", command).refused(&[
            &name(&down),
            "does not exist",
            "restore it",
            "Nothing was changed",
        ]);
    }
    fs::write(&down, text).unwrap();
    project.tool("notes", &["check"]).done();
    // A file of sqlx's tool, without a down file.
    fs::write(project.migrations().join("99990101000000_own.up.sql"), "SELECT 1;").unwrap();
    project.tool("notes", &["upgrade"]).done();
    project.tool("notes", &["downgrade", "-1"]).refused(&["there is no 99990101000000_own.down.sql"]);
}

async fn lost_or_truncated_metadata_can_be_written_again(project: &Project) {
    project.go("first", &[]);
    project.go("notes", &[]);
    let (json, text) = file(project, ".json");
    for broken in [Some(&text[..text.len() / 2]), Some("{\"after\": [1], \"colour\": 2}"), Some(""), None] {
        match broken {
            Some(broken) => fs::write(&json, broken).unwrap(),
            None => fs::remove_file(&json).unwrap(),
        }
        for command in COMMANDS {
            let words = [
                &*name(&json),
                "restore it, for example from version control",
                "If it is lost, write this into it",
                "--from-database",
            ];
            project.tool("notes", command).refused(&words);
        }
    }
    fs::write(&json, advised(project, "notes")).unwrap();
    project.tool("notes", &["check"]).done();
    assert!(project.tool("notes", &["upgrade"]).done().contains("nothing to apply"));
    project.tool("first", &["downgrade", "-1"]).refused(&["this would be lost", "--allow-drop"]);
    project.tool("first", &["downgrade", "-1", "--allow-drop"]).done();
    project.tool("first", &["check"]).done();
}

async fn metadata_that_follows_itself_is_rejected(project: &Project) {
    project.go("first", &[]);
    let (json, text) = file(project, ".json");
    let version = name(&json).split('_').next().unwrap().to_owned();
    for (word, value) in [("after", format!("[{version}]")), ("part_of", "99990101000000".to_owned())] {
        let mut note: serde_json::Value = serde_json::from_str(&text).unwrap();
        note[word] = serde_json::from_str(&value).unwrap();
        fs::write(&json, note.to_string()).unwrap();
        project.tool("first", &["upgrade"]).refused(&["states that it comes after", "revert the change"]);
    }
}

/// A revision is undone completely, whichever of its metadata files was written again.
#[tokio::test]
async fn metadata_of_a_part_is_written_again_as_a_part() {
    let project = Project::new(Kind::MySql);
    project.go("first", &[]);
    add_budgets(&project).await;
    project.go("notes", &[]);
    for part in 1..=3 {
        let (json, text) = file(&project, &format!("_{part}_of_3.json"));
        fs::remove_file(&json).unwrap();
        fs::write(&json, advised(&project, "notes")).unwrap();
        project.tool("notes", &["downgrade", "-1"]).refused(&[
            "this would be lost: column `budgets.notes`, column `budgets.rollover`, column `budgets.state`",
        ]);
        let said = project.tool("first", &["downgrade", "-1", "--allow-drop"]).done();
        assert!(said.contains("undid 3"), "{part}: {said}");
        project.tool("first", &["check"]).done();
        fs::write(&json, text).unwrap();
        project.tool("notes", &["upgrade"]).done();
        project.tool("notes", &["check"]).done();
    }
}
