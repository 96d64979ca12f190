//! The tool behind PgBouncer in transaction mode, which uses another server connection for each transaction.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use fin_infra_test_servers::Server;
use sqlx::{Connection, PgConnection};

use crate::journey::{add_budgets, column};
use crate::project::{Kind, Project};

/// The guide's URL for a PgBouncer without prepared statements.
fn through(bouncer: &Server) -> String {
    format!("{}?statement-cache-capacity=0", bouncer.url())
}

async fn number(url: &str, sql: &'static str) -> i64 {
    let mut connection = PgConnection::connect(url).await.unwrap();
    sqlx::query_scalar(sql).fetch_one(&mut connection).await.unwrap()
}

const LOCKS: &str = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = \
                     (SELECT oid FROM pg_database WHERE datname = current_database())";

#[tokio::test]
async fn every_command_works_as_without_pgbouncer() {
    let project = Project::new(Kind::Postgres);
    let bouncer = Server::pgbouncer(&project.url).unwrap();
    let url = through(&bouncer);
    let tool = |stage: &str, arguments: &[&str]| project.tool_at(&url, stage, arguments).done();
    tool("first", &["revision", "-m", "first", "--autogenerate"]);
    assert!(tool("first", &["sql"]).contains("CREATE TABLE"));
    tool("first", &["upgrade"]);
    tool("first", &["check"]);
    tool("first", &["current"]);
    add_budgets(&project).await;
    let said = tool("first", &["revision", "-m", "again", "--autogenerate", "--from-database"]);
    assert!(said.contains("nothing has changed"), "{said}");
    tool("folded", &["revision", "-m", "folded", "--autogenerate", "--concurrently", "--allow-drop"]);
    tool("folded", &["upgrade"]);
    tool("folded", &["check"]);
    assert_eq!(column(&project, "name_folded").await, ["food", "rent", "ärger"]);
    tool("folded", &["refold"]);
    assert!(tool("folded", &["history"]).contains("applied"));
    tool("folded", &["downgrade", "-1", "--allow-drop"]);
    tool("first", &["check"]);
    tool("folded", &["stamp", "base"]);
    tool("folded", &["stamp", "head"]);
    assert_eq!(number(&project.url, LOCKS).await, 0, "a lock outlived its tool");
}

fn start(project: &Project, url: &str, arguments: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_migrate_app"))
        .args(arguments)
        .current_dir(project.path())
        .env("DATABASE_URL", url)
        .env("FIN_TEST_STAGE", "first")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Keeps a migration running until the test opens the gate, for a minute at most.
const WAITS_FOR_THE_GATE: &str = "DO $$ BEGIN FOR i IN 1..1200 LOOP \
                                  EXIT WHEN EXISTS (SELECT FROM gate); PERFORM pg_sleep(0.05); END LOOP; END $$;";

async fn run(url: &str, sql: &'static str) {
    let mut connection = PgConnection::connect(url).await.unwrap();
    sqlx::query(sql).execute(&mut connection).await.unwrap();
}

#[tokio::test]
async fn one_tool_runs_at_a_time_with_or_without_pgbouncer() {
    let project = Project::new(Kind::Postgres);
    let bouncer = Server::pgbouncer(&project.url).unwrap();
    let ways = [project.url.clone(), through(&bouncer)];
    project.tool("first", &["revision", "-m", "first", "--autogenerate"]).done();
    let slow = project.files(".up.sql").remove(0);
    let text = std::fs::read_to_string(&slow).unwrap();
    std::fs::write(&slow, format!("{WAITS_FOR_THE_GATE}\n{text}")).unwrap();
    run(&project.url, "CREATE TABLE gate (open INT)").await;
    for first in &ways {
        for second in &ways {
            let mut running = start(&project, first, &["upgrade"]);
            let deadline = Instant::now() + Duration::from_secs(120);
            while number(&project.url, LOCKS).await == 0 {
                assert!(Instant::now() < deadline, "the first tool takes no lock");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            let refused = project.tool_at(second, "first", &["--lock-wait", "1", "upgrade"]);
            refused.refused(&["another migration is running on this database"]);
            run(&project.url, "INSERT INTO gate VALUES (1)").await;
            assert!(running.wait().unwrap().success());
            run(&project.url, "DELETE FROM gate").await;
            project.tool_at(second, "first", &["downgrade", "base", "--allow-drop"]).done();
        }
    }
    assert_eq!(number(&project.url, LOCKS).await, 0, "a lock outlived its tool");
}

#[tokio::test]
async fn a_pool_without_a_free_connection_is_reported() {
    let project = Project::new(Kind::Postgres);
    let bouncer = Server::pgbouncer(&project.url).unwrap();
    let url = through(&bouncer);
    project.tool("first", &["revision", "-m", "first", "--autogenerate"]).done();
    let mut others = Vec::new();
    for _ in 0..3 {
        let mut connection = PgConnection::connect(&url).await.unwrap();
        sqlx::raw_sql("BEGIN").execute(&mut connection).await.unwrap();
        others.push(connection);
    }
    project.tool_at(&url, "first", &["upgrade"]).refused(&[
        "the database did not answer within 30 seconds",
        "all connections of its pool are in use",
        "Nothing was changed",
    ]);
    for mut connection in others {
        sqlx::raw_sql("ROLLBACK").execute(&mut connection).await.unwrap();
    }
    project.tool_at(&url, "first", &["upgrade"]).done();
}

#[tokio::test]
async fn a_url_without_the_setting_for_an_old_pgbouncer_is_reported() {
    let project = Project::new(Kind::Postgres);
    let bouncer = Server::pgbouncer(&project.url).unwrap();
    project.tool("first", &["revision", "-m", "first", "--autogenerate"]).done();
    project
        .tool_at(bouncer.url(), "first", &["upgrade"])
        .refused(&["write `statement-cache-capacity=0` into the URL"]);
    assert_eq!(number(&project.url, LOCKS).await, 0, "a lock outlived its tool");
}
