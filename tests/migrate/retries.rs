//! Migrations that need locks that others hold: they back off, retry, and give up.

use std::time::Duration;

use sqlx::{Connection, MySqlConnection, PgConnection, SqliteConnection};

use crate::concurrent::{end, start};
use crate::journey::{add_budgets, column};
use crate::project::{Kind, Project, on_each_database};
use crate::status::wait_until;

/// An open transaction that has read the budgets.
#[expect(dead_code, reason = "they hold locks")]
enum Reader {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
    MySql(MySqlConnection),
}

async fn read(project: &Project) -> Reader {
    macro_rules! reader {
        ($Connection:ident, $begin:literal) => {{
            let mut connection = $Connection::connect(&project.url).await.unwrap();
            for statement in [$begin, "SELECT count(*) FROM budgets"] {
                sqlx::raw_sql(statement).execute(&mut connection).await.unwrap();
            }
            connection
        }};
    }
    match project.kind {
        Kind::Sqlite => Reader::Sqlite(reader!(SqliteConnection, "BEGIN IMMEDIATE")),
        Kind::Postgres => Reader::Postgres(reader!(PgConnection, "BEGIN")),
        Kind::MySql => Reader::MySql(reader!(MySqlConnection, "BEGIN")),
    }
}

/// Whether the tool is running and, on a server, waits for the table.
fn waits(project: &Project) -> &'static str {
    match project.kind {
        // Waiting within SQLite cannot be observed.
        Kind::Sqlite => "SELECT '1'",
        Kind::Postgres => {
            "SELECT count(*)::text FROM pg_locks WHERE relation = 'budgets'::regclass AND NOT granted"
        }
        Kind::MySql => {
            "SELECT CAST(COUNT(*) AS CHAR) FROM information_schema.processlist WHERE db = DATABASE() \
             AND state = 'Waiting for table metadata lock'"
        }
    }
}

on_each_database!(a_migration_backs_off_and_retries, a_migration_without_its_locks_gives_up,);

async fn a_migration_backs_off_and_retries(project: &Project) {
    project.go("first", &[]);
    add_budgets(project).await;
    project.tool("checked", &["revision", "-m", "checked", "--autogenerate"]).done();
    let reader = read(project).await;
    let tool = start(project, "checked", &["upgrade"]);
    wait_until(project, waits(project)).await;
    // Others queue behind the tool only until its timeout, while the reader stays.
    if project.kind != Kind::Sqlite {
        let others = tokio::time::timeout(Duration::from_secs(120), column(project, "name"));
        others.await.expect("the tool lets others go first");
    }
    drop(reader);
    let said = end(tool).done();
    assert!(
        project.kind == Kind::Sqlite || said.contains("needs locks that others hold: retrying"),
        "{said}"
    );
    project.tool("checked", &["check"]).done();
    assert_eq!(column(project, "name").await, ["Food", "Rent", "Ärger"]);
}

async fn a_migration_without_its_locks_gives_up(project: &Project) {
    if project.kind == Kind::Sqlite {
        // SQLite's limit is that of the tool's connection.
        return;
    }
    project.go("first", &[]);
    add_budgets(project).await;
    project.tool("checked", &["revision", "-m", "checked", "--autogenerate"]).done();
    let reader = read(project).await;
    let words =
        ["needs locks that others held for 1 seconds", "the oldest transaction is that of", "`--lock-wait`"];
    project.tool("checked", &["upgrade", "--lock-wait", "1"]).refused(&words);
    drop(reader);
    project.tool("first", &["check"]).done();
    project.tool("checked", &["upgrade"]).done();
    project.tool("checked", &["check"]).done();
}
