//! A reference that waits for the lock on its parent.

use std::time::Duration;

use sqlx::{Connection, PgConnection};

use crate::concurrent::{end, start};
use crate::project::{Kind, Project};

/// The modes of the locks that a process which waits for a lock on the budgets holds on the deposits meanwhile.
const HELD_WHILE_WAITING: &str = "SELECT ARRAY(SELECT held.mode FROM pg_locks held WHERE held.pid = waiting.pid AND held.granted \
                                  AND held.relation = 'deposits'::regclass) FROM pg_locks waiting \
                                  WHERE waiting.relation = 'budgets'::regclass AND NOT waiting.granted LIMIT 1";

#[tokio::test]
async fn a_reference_waiting_for_its_parent_does_not_block_readers_of_the_child() {
    let project = Project::new(Kind::Postgres);
    project.go("before_rush", &[]);
    project.tool("rush_keys", &["revision", "-m", "keys", "--autogenerate", "--concurrently"]).done();
    let mut writer = PgConnection::connect(&project.url).await.unwrap();
    sqlx::raw_sql("BEGIN; UPDATE budgets SET amount = 1").execute(&mut writer).await.unwrap();
    let tool = start(&project, "rush_keys", &["upgrade"]);

    let mut looker = PgConnection::connect(&project.url).await.unwrap();
    let wait = async {
        loop {
            let held: Option<Vec<String>> =
                sqlx::query_scalar(HELD_WHILE_WAITING).fetch_optional(&mut looker).await.unwrap();
            if let Some(held) = held {
                return held;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let held =
        tokio::time::timeout(Duration::from_secs(120), wait).await.expect("the tool waits for the parent");
    assert!(held.iter().any(|mode| mode == "ShareRowExclusiveLock"), "{held:?}");
    assert!(!held.iter().any(|mode| mode == "AccessExclusiveLock"), "{held:?}");
    sqlx::raw_sql("BEGIN; LOCK TABLE deposits IN ACCESS SHARE MODE NOWAIT; COMMIT")
        .execute(&mut looker)
        .await
        .unwrap();
    let columns = "SELECT column_name::text FROM information_schema.columns WHERE table_name = 'deposits'";
    let columns: Vec<String> = sqlx::query_scalar(columns).fetch_all(&mut looker).await.unwrap();
    assert!(
        columns.iter().any(|name| name == "other_budget_id"),
        "the column came in a file before: {columns:?}"
    );

    writer.close().await.unwrap();
    let said = end(tool).done();
    for line in [
        "alter table deposits: add other_budget_id; readers and writers of deposits wait briefly",
        "build the index ix_deposits_other_budget_id of deposits, while others read and write",
        "alter table deposits: add fk_deposits_other_budget_id; writers of budgets or deposits wait briefly",
        "alter table deposits: add fk_deposits_other_budget_id: validate the existing rows",
    ] {
        assert!(said.lines().any(|said| said.trim() == line), "{said}");
    }
    project.tool("rush_keys", &["check"]).done();
    project.tool("before_rush", &["downgrade", "-1", "--allow-drop"]).done();
    project.tool("before_rush", &["check"]).done();
}
