//! What a call leaves behind on its connection, and what it does with what others left.

use fin_infra::prelude::*;
use sqlx::{Connection, Executor, PgConnection, Row};

use crate::env::{Goal, GoalCreate, GoalQuery, Rows, TestEnv};
use crate::raw::seen;

/// The tenant that a connection knows, if any.
pub(crate) async fn setting(connection: &mut PgConnection) -> String {
    let row = connection.fetch_one("SELECT coalesce(current_setting('app.current_tenant', true), '')").await;
    row.unwrap().get(0)
}

fn tenant(rows: &[Rows; 3]) -> Uuid {
    rows[0].ours.parse().unwrap()
}

#[tokio::test]
async fn a_call_on_a_pool_leaves_no_tenant_on_its_connection() {
    let env = TestEnv::new().await;
    let goals = Goal::repository().tenant(tenant(&env.rows().await));
    let pool = env.pool().await;
    assert_eq!(goals.count(&pool, GoalQuery::new()).await.unwrap(), 2);
    assert!(goals.get(&pool, Uuid::now_v7()).await.unwrap_err().is_not_found());
    let taken = goals.create(&pool, GoalCreate { name: "a".into() }).await;
    assert!(taken.unwrap_err().is_conflict());

    let mut connection = pool.acquire().await.unwrap();
    assert_eq!(setting(&mut connection).await, "");
    assert_eq!(seen(&mut connection, "goals").await, 0);
}

#[tokio::test]
async fn a_call_on_a_connection_leaves_no_tenant_on_it() {
    let env = TestEnv::new().await;
    let goals = Goal::repository().tenant(tenant(&env.rows().await));
    let mut connection = env.connection().await;
    assert_eq!(goals.count(&mut connection, GoalQuery::new()).await.unwrap(), 2);
    assert!(goals.get(&mut connection, Uuid::now_v7()).await.unwrap_err().is_not_found());
    assert_eq!(setting(&mut connection).await, "");
    assert!(!connection.is_in_transaction());
}

#[tokio::test]
async fn a_tenant_of_the_session_is_not_the_tenant_of_a_call() {
    let env = TestEnv::new().await;
    let rows = env.rows().await;
    let goals = Goal::repository().tenant(tenant(&rows));
    let mut connection = env.connection().await;
    let set = sqlx::query("SELECT set_config('app.current_tenant', $1, false)").bind(rows[0].theirs.clone());
    connection.execute(set).await.unwrap();
    assert_eq!(goals.count(&mut connection, GoalQuery::new()).await.unwrap(), 2);
    assert_eq!(setting(&mut connection).await, rows[0].theirs);
}

#[tokio::test]
async fn each_call_in_a_transaction_of_sqlx_sets_its_own_tenant() {
    let env = TestEnv::new().await;
    let rows = env.rows().await;
    let theirs: Uuid = rows[0].theirs.parse().unwrap();
    let (ours, theirs) = (Goal::repository().tenant(tenant(&rows)), Goal::repository().tenant(theirs));
    let pool = env.pool().await;
    let mut transaction = pool.begin().await.unwrap();
    for _ in 0..2 {
        assert_eq!(ours.count(&mut transaction, GoalQuery::new()).await.unwrap(), 2);
        assert_eq!(theirs.count(&mut transaction, GoalQuery::new()).await.unwrap(), 1);
    }
    assert_eq!(seen(&mut transaction, "goals").await, 1);
    transaction.commit().await.unwrap();
    assert_eq!(setting(&mut pool.acquire().await.unwrap()).await, "");
}

#[tokio::test]
async fn tenants_of_several_types_share_a_connection() {
    let env = TestEnv::new().await;
    // Each of the three asks for the tenant's type; a statement prepared for one would misread another.
    let rows = env.rows().await;
    let again = env.db().await;
    use crate::env::{Note, NoteQuery, Ticket, TicketQuery};
    for _ in 0..2 {
        let goals = Goal::repository().tenant(tenant(&rows));
        assert_eq!(goals.count(&again, GoalQuery::new()).await.unwrap(), 2);
        // As many bytes as a uuid has.
        let notes = Note::repository().tenant("sixteen letters!");
        assert_eq!(notes.count(&again, NoteQuery::new()).await.unwrap(), 0);
        assert_eq!(Note::repository().tenant("acme").count(&again, NoteQuery::new()).await.unwrap(), 2);
        assert_eq!(Ticket::repository().tenant(7).count(&again, TicketQuery::new()).await.unwrap(), 2);
    }
}
