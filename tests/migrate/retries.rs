//! Migrations that need what others hold: they let them go first, and give up after a while.

use std::time::Duration;

use sqlx::{Connection, MySqlConnection, PgConnection, SqliteConnection};

use crate::concurrent::{end, start};
use crate::journey::{add_budgets, column};
use crate::project::{Kind, Project, on_each_database};
use crate::status::comes;

/// A transaction that is open, and has read the budgets.
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

/// Whether the tool is at work, and on a server waits for the table.
fn waits(project: &Project) -> &'static str {
    match project.kind {
        // It waits within SQLite, where nobody sees it.
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

on_each_database! {
    fn a_migration_lets_others_go_first_and_tries_again(project: &Project) {
        project.go("first", &[]);
        add_budgets(project).await;
        project.tool("checked", &["revision", "-m", "checked", "--autogenerate"]).done();
        let reader = read(project).await;
        let tool = start(project, "checked", &["upgrade"]);
        comes(project, waits(project)).await;
        // Whoever comes behind the tool waits no longer than the tool waits, and that gives up while the reader stays.
        if project.kind != Kind::Sqlite {
            let others = tokio::time::timeout(Duration::from_secs(120), column(project, "name"));
            others.await.expect("the tool lets others go first");
        }
        drop(reader);
        let said = end(tool).done();
        assert!(project.kind == Kind::Sqlite || said.contains("needs locks that others hold: retrying"), "{said}");
        project.tool("checked", &["check"]).done();
        assert_eq!(column(project, "name").await, ["Food", "Rent", "Ärger"]);
    }

    fn a_migration_that_never_gets_its_locks_gives_up(project: &Project) {
        if project.kind == Kind::Sqlite {
            // Its own limit is that of the tool's connection.
            return;
        }
        project.go("first", &[]);
        add_budgets(project).await;
        project.tool("checked", &["revision", "-m", "checked", "--autogenerate"]).done();
        let reader = read(project).await;
        let words = ["needs locks that others held for 1 seconds", "the oldest transaction is that of", "`--lock-wait`"];
        project.tool("checked", &["upgrade", "--lock-wait", "1"]).refused(&words);
        drop(reader);
        project.tool("first", &["check"]).done();
        project.tool("checked", &["upgrade"]).done();
        project.tool("checked", &["check"]).done();
    }
}
