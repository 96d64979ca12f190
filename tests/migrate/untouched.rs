//! Read-only commands leave a SQLite file unchanged, to the byte, and create no other file.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use sqlx::{Connection, SqliteConnection};

use crate::journey::{add_budgets, sql};
use crate::project::{Kind, Project};

/// The read-only commands, and their exit codes if everything is applied.
const LOOKS: [(&[&str], i32); 6] = [
    (&["current"], 0),
    (&["history"], 0),
    (&["check"], 0),
    (&["heads"], 0),
    (&["sql"], 0),
    (&["revision", "-m", "again", "--autogenerate", "--from-database"], 0),
];

/// The contents of a folder, except for the migrations.
fn contents(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.is_file()).map(|path| (path.clone(), std::fs::read(path).unwrap())).collect()
}

/// Runs every read-only command, through URLs with different endings.
#[track_caller]
fn look_at(project: &Project, what: &str, codes: impl Fn(&str, &[&str], i32) -> i32) {
    let before = contents(project.path());
    let url = project.url.split('?').next().unwrap();
    for end in ["", "?mode=rw", "?mode=rwc", "?mode=ro", "?immutable=0"] {
        for (command, code) in LOOKS {
            let answer = project.tool_at(&format!("{url}{end}"), "first", command);
            assert_eq!(answer.code, codes(end, command, code), "{what} {end} {command:?}: {}", answer.said);
            let after = contents(project.path());
            let names = |contents: &BTreeMap<PathBuf, Vec<u8>>| contents.keys().cloned().collect::<Vec<_>>();
            assert_eq!(names(&after), names(&before), "{what} {end} {command:?}");
            assert!(after == before, "{what} {end} {command:?} changed a file");
        }
    }
}

async fn applied() -> Project {
    let project = Project::new(Kind::Sqlite);
    project.go("first", &[]);
    add_budgets(&project).await;
    project
}

#[tokio::test]
async fn a_file_with_each_journal_mode_stays_unchanged() {
    let project = applied().await;
    for journal in ["WAL", "DELETE", "TRUNCATE", "PERSIST", "DELETE"] {
        let mut connection = SqliteConnection::connect(&project.url).await.unwrap();
        let change = format!("PRAGMA journal_mode = {journal}; UPDATE budgets SET amount = amount + 1");
        sqlx::raw_sql(sqlx::AssertSqlSafe(change)).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
        look_at(&project, journal, |_, _, code| code);
    }
}

#[tokio::test]
async fn a_file_in_use_stays_unchanged() {
    let project = applied().await;
    let mut writer = SqliteConnection::connect(&project.url).await.unwrap();
    let change = "PRAGMA wal_autocheckpoint = 0; BEGIN; UPDATE budgets SET amount = amount + 1; COMMIT";
    sqlx::raw_sql(change).execute(&mut writer).await.unwrap();
    // The log contains what the file lacks, and its index changes with each reader.
    let database = project.path().join("app.db");
    let before = std::fs::read(&database).unwrap();
    for (command, code) in LOOKS {
        let answer = project.tool("first", command);
        assert_eq!(answer.code, code, "{command:?}: {}", answer.said);
        assert!(std::fs::read(&database).unwrap() == before, "{command:?} changed the file");
    }
    writer.close().await.unwrap();
    assert_eq!(sql(&project, "SELECT CAST(count(*) AS TEXT) FROM budgets").await, ["3"]);
}

#[tokio::test]
async fn a_missing_file_is_not_created() {
    let project = Project::new(Kind::Sqlite);
    project.tool("first", &["revision", "-m", "first", "--autogenerate"]).done();
    look_at(&project, "missing", |end, command, code| match (end, command) {
        (_, ["heads"]) => code,
        // A file that would be created counts as empty.
        ("?mode=rwc", ["check"]) => 3,
        ("?mode=rwc", _) => code,
        _ => 1,
    });
    assert!(!project.path().join("app.db").exists());
}

#[test]
fn a_temporary_database_is_refused() {
    let project = Project::new(Kind::Sqlite);
    project.tool("first", &["revision", "-m", "first", "--autogenerate"]).done();
    for (url, word) in [
        ("sqlite:", "temporary database"),
        ("sqlite://?mode=rwc", "temporary database"),
        ("sqlite::memory:?cache=private", "cache=private"),
    ] {
        for command in ["current", "check", "upgrade"] {
            project.tool_at(url, "first", &[command]).refused(&[word]);
        }
    }
}
