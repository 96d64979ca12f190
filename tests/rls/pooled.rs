//! PgBouncer in transaction mode: 50 clients of 10 tenants share three connections to the server.
//!
//! Debian's PgBouncer knows no prepared statements. sqlx prepares every statement, and numbers them from one on each of
//! its connections, so that two clients' names are the same. Two things keep them apart: the client keeps none
//! (`statement-cache-capacity=0` in its URL), and PgBouncer clears the server's connection after each transaction
//! (`server_reset_query = DEALLOCATE ALL`, `server_reset_query_always = 1`).

use fin_infra::prelude::*;
use fin_infra::schema::{rls_effective_of, verify_of};
use fin_infra::{Db, DbOptions};
use fin_infra_test_servers::Server;
use sqlx::PgConnection;
use sqlx::{Connection, Executor};

use crate::env::{
    AnyGoal, AnyGoalQuery, Goal, GoalCreate, GoalQuery, Note, NoteCreate, NoteQuery, TestEnv, definitions,
};
use crate::raw::{begin_with, seen};

const CLIENTS: usize = 50;
const TENANTS: usize = 10;
const CALLS: usize = 10;

fn through(bouncer: &Server) -> String {
    format!("{}?statement-cache-capacity=0", bouncer.url())
}

/// One client, which does the same alone and in transactions, and sees nobody's rows but its tenant's.
async fn client(url: String, tenant: Uuid) {
    let db = Db::connect_with(&url, DbOptions::new().max_connections(1)).await.unwrap();
    let goals = Goal::repository().tenant(tenant);
    let notes = Note::repository().tenant(tenant.to_string());
    for _ in 0..CALLS {
        let name = Uuid::now_v7().to_string();
        let goal = goals.create(&db, GoalCreate { name: name.clone() }).await.unwrap();
        assert_eq!(goals.get(&db, goal.id).await.unwrap(), goal);
        let note = notes.create(&db, NoteCreate { name: name.clone() }).await.unwrap();
        assert_eq!(notes.get(&db, note.id).await.unwrap().name, name);
        let page = goals.list(&db, GoalQuery::new().page_size(100)).await.unwrap();
        assert!(page.items.iter().all(|goal| goal.tenant_id == tenant));

        let mut transaction = db.begin_for(tenant).await.unwrap();
        goals.delete(&mut transaction, (goal.id, 1)).await.unwrap();
        goals.restore(&mut transaction, goal.id).await.unwrap();
        transaction.commit().await.unwrap();
    }
}

/// A client that has no predicate.
async fn client_with_raw_sql(url: String, tenant: Uuid) {
    let mut connection = PgConnection::connect(&url).await.unwrap();
    for _ in 0..CALLS {
        let mut transaction = begin_with(&mut connection, &tenant.to_string()).await;
        let all = seen(&mut transaction, "goals").await;
        let own = sqlx::query("SELECT 1 FROM goals WHERE tenant_id = $1").bind(tenant);
        let own = transaction.fetch_all(own).await.unwrap().len();
        assert!(usize::try_from(all).unwrap() <= own, "{all} of {own} rows");
        transaction.commit().await.unwrap();
        // The server's connection has just been somebody's.
        assert_eq!(seen(&mut connection, "goals").await, 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_clients_of_ten_tenants_see_their_own_rows_through_three_connections() {
    let env = TestEnv::new().await;
    let bouncer = Server::pgbouncer(&env.url()).unwrap();
    let tenants: Vec<_> = (0..TENANTS).map(|_| Uuid::now_v7()).collect();
    let mut tasks = Vec::new();
    for number in 0..CLIENTS {
        let (url, tenant) = (through(&bouncer), tenants[number % TENANTS]);
        tasks.push(tokio::spawn(client(url.clone(), tenant)));
        if number < TENANTS {
            tasks.push(tokio::spawn(client_with_raw_sql(url, tenant)));
        }
    }
    for task in tasks {
        task.await.unwrap();
    }
    // Everybody's rows are there, and each where it belongs.
    let db = env.db().await;
    let each = (CLIENTS / TENANTS * CALLS) as u64;
    for tenant in tenants {
        let goals = Goal::repository().tenant(tenant).count(&db, GoalQuery::new()).await.unwrap();
        let notes = Note::repository().tenant(tenant.to_string()).count(&db, NoteQuery::new()).await.unwrap();
        assert_eq!((goals, notes), (each, each));
    }
    let connections = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename <> current_user";
    let connections = crate::raw::count(&mut env.administrator().await, connections.to_owned()).await;
    // Three of PgBouncer, and the one that counted the rows.
    assert_eq!(connections, 4);
}

#[tokio::test]
async fn a_call_without_a_transaction_fails_and_answers_nothing_wrong() {
    let env = TestEnv::new().await;
    let bouncer = Server::pgbouncer(&env.url()).unwrap();
    let db = Db::connect(&through(&bouncer)).await.unwrap();
    // It is prepared in one transaction and run in the next, which has forgotten it.
    let error = AnyGoal::repository().count(&db, AnyGoalQuery::new()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Database);
    let mut transaction = db.begin().await.unwrap();
    assert_eq!(AnyGoal::repository().count(&mut transaction, AnyGoalQuery::new()).await.unwrap(), 0);
    transaction.commit().await.unwrap();
}

#[tokio::test]
async fn it_is_told_whether_the_policies_hold_and_whether_the_tables_are_as_the_structs() {
    let env = TestEnv::new().await;
    let bouncer = Server::pgbouncer(&env.url()).unwrap();
    let db = Db::connect(&through(&bouncer)).await.unwrap();
    let protection = rls_effective_of(&db, &definitions()).await.unwrap();
    assert!(protection.is_effective(), "{protection}");
    let drift = verify_of(&db, &definitions()).await.unwrap();
    assert!(drift.is_none(), "{drift}");
    env.administer("DROP POLICY goals_tenant ON goals").await;
    assert!(!rls_effective_of(&db, &definitions()).await.unwrap().is_effective());
    assert!(!verify_of(&db, &definitions()).await.unwrap().is_none());
}
