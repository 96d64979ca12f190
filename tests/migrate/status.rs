//! `current`, `history` and `check` report the same while a migration is running, and after its tool ended.

use std::fs;
use std::time::{Duration, Instant};

use sqlx::{AssertSqlSafe, Connection, Executor as _, MySqlConnection, PgConnection};

use crate::concurrent::{end, hold, interrupt, next_file, start};
use crate::journey::{add_budgets, sql};
use crate::project::{Kind, Project, on_each_database};

const LOOK: [&str; 3] = ["current", "history", "check"];

/// The output of each read-only command contains `words` and none of `others`, whatever its exit code.
fn all_say(project: &Project, stage: &str, words: &[&str], others: &[&str]) {
    for command in LOOK {
        let said = project.tool(stage, &[command]).said;
        for word in words {
            assert!(said.contains(word), "{command}: `{word}` is not in: {said}");
        }
        for other in others {
            assert!(!said.contains(other), "{command}: `{other}` is in: {said}");
        }
    }
}

/// Waits until a query counts something, for two minutes at most.
pub(crate) async fn wait_until(project: &Project, query: &str) {
    let deadline = Instant::now() + Duration::from_secs(120);
    while sql(project, query).await == ["0"] {
        assert!(Instant::now() < deadline, "it did not come: {query}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

const RUNS: &str = "a migration is running on this database";

const BUILDING: &str = "SELECT count(*)::text FROM pg_stat_progress_create_index p JOIN pg_index i ON i.indexrelid = p.index_relid \
                        WHERE p.datname = current_database() AND NOT i.indisvalid";

on_each_database!(read_only_commands_report_a_running_migration, read_only_commands_do_not_block_an_upgrade,);

async fn read_only_commands_report_a_running_migration(project: &Project) {
    project.go("first", &[]);
    let whom = match project.kind {
        Kind::Sqlite => "it is run by another process",
        Kind::Postgres => "it is run by process ",
        Kind::MySql => "it is run by connection ",
    };
    let held = hold(project).await;
    // SQLite has no server that could still execute a tool's file.
    let server = "the server is still executing the statement";
    let (server, others) = match project.kind {
        Kind::Sqlite => (whom, ["was interrupted", server]),
        Kind::Postgres | Kind::MySql => (server, ["was interrupted"; 2]),
    };
    all_say(project, "first", &[RUNS, whom, server], &others);
    project.tool("first", &["sql"]).refused(&[RUNS, whom, "Try again when it has ended"]);
    assert_eq!(project.tool("first", &["check"]).code, 0, "the tables match");
    drop(held);
    let deadline = Instant::now() + Duration::from_secs(120);
    while project.tool("first", &["current"]).said.contains(RUNS) {
        assert!(Instant::now() < deadline, "the connection ended, and its lock did not");
    }
    all_say(project, "first", &[], &[RUNS]);
}

async fn read_only_commands_do_not_block_an_upgrade(project: &Project) {
    project.go("first", &[]);
    let looking: Vec<_> = (0..4).map(|_| start(project, "first", &["current"])).collect();
    project.tool("first", &["upgrade", "--lock-wait", "0"]).done();
    for one in looking {
        end(one).done();
    }
}

/// The server waits for the reader, and does not notice that the tool was ended.
#[tokio::test]
async fn an_index_in_progress_is_not_reported_as_invalid() {
    let project = Project::new(Kind::Postgres);
    project.go("first", &[]);
    add_budgets(&project).await;
    project.tool("listed", &["revision", "-m", "listed", "--autogenerate", "--concurrently"]).done();
    let mut reader = PgConnection::connect(&project.url).await.unwrap();
    reader.execute("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM budgets").await.unwrap();
    let mut tool = start(&project, "listed", &["upgrade"]);
    wait_until(&project, BUILDING).await;
    let words = [RUNS, ", at ", "it is run by process "];
    let contradictions = ["INVALID", "was interrupted", "nothing of the file was done"];
    all_say(&project, "listed", &words, &contradictions);
    let checked = project.tool("listed", &["check"]);
    assert!(checked.code == 3 && checked.said.contains("is building the index"), "{}", checked.said);
    tool.kill().unwrap();
    end(tool);
    all_say(&project, "listed", &words, &contradictions);
    reader.close().await.unwrap();
    project.tool("listed", &["upgrade"]).done();
    project.tool("listed", &["check"]).done();
    all_say(&project, "listed", &[], &[RUNS]);
}

/// As behind a proxy, where the lock of an ended tool is released at once.
#[tokio::test]
async fn an_index_in_progress_without_a_tool_is_reported() {
    let project = Project::new(Kind::Postgres);
    project.go("first", &[]);
    project.tool("listed", &["revision", "-m", "listed", "--autogenerate", "--concurrently"]).done();
    interrupt(&project, "_listed").await;
    let mut reader = PgConnection::connect(&project.url).await.unwrap();
    reader.execute("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM budgets").await.unwrap();
    let (_, file) = next_file(&project, "_listed");
    let mut builder = PgConnection::connect(&project.url).await.unwrap();
    let build = tokio::spawn(async move { builder.execute(AssertSqlSafe(file)).await.map(drop) });
    wait_until(&project, BUILDING).await;
    all_say(&project, "listed", &[RUNS, "listed: it is run by process "], &["INVALID", "was interrupted"]);
    project.tool("listed", &["upgrade"]).refused(&["is building the index", "wait for it to end"]);
    reader.close().await.unwrap();
    build.await.unwrap().unwrap();
    all_say(&project, "listed", &["was interrupted at ", "the database has done all of the file"], &[RUNS]);
    project.tool("listed", &["upgrade"]).done();
    all_say(&project, "listed", &[], &["was interrupted at ", RUNS]);
}

#[tokio::test]
async fn an_alter_in_progress_is_neither_done_nor_undone() {
    let project = Project::new(Kind::MySql);
    project.go("first", &[]);
    add_budgets(&project).await;
    project.tool("first", &["revision", "-m", "by hand"]).done();
    let file = project.files("by_hand.up.sql").pop().unwrap();
    fs::write(file, "SET SESSION lock_wait_timeout = 300;\nALTER TABLE budgets COMMENT = 'by hand';\n")
        .unwrap();
    let mut reader = MySqlConnection::connect(&project.url).await.unwrap();
    reader.execute("BEGIN; SELECT count(*) FROM budgets").await.unwrap();
    let mut tool = start(&project, "first", &["upgrade"]);
    let waiting = "SELECT CAST(COUNT(*) AS CHAR) FROM information_schema.processlist WHERE db = DATABASE() \
                   AND state = 'Waiting for table metadata lock'";
    wait_until(&project, waiting).await;
    let words = [RUNS, "by_hand: it is run by connection "];
    let contradictions = ["failed halfway", "was interrupted", "was done"];
    all_say(&project, "first", &words, &contradictions);
    tool.kill().unwrap();
    end(tool);
    all_say(&project, "first", &words, &contradictions);
    reader.close().await.unwrap();
    project.tool("first", &["upgrade"]).refused(&["failed halfway"]);
    all_say(&project, "first", &["by_hand failed halfway"], &[RUNS]);
    assert_eq!(project.tool("first", &["check"]).code, 3);
}
