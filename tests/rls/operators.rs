//! All tenants' rows at once.

use fin_infra::prelude::*;

use crate::env::{Goal, GoalQuery, TestEnv};

#[tokio::test]
async fn an_operators_job_is_refused_where_it_would_see_nothing() {
    for env in [TestEnv::new().await, TestEnv::owned().await] {
        env.rows().await;
        let db = env.db().await;
        let everyone = Goal::repository().all_tenants();
        let counted = everyone.count(&db, GoalQuery::new()).await.unwrap_err();
        let purged = everyone.purge_deleted(&db, Utc::now()).await.unwrap_err();
        for error in [counted, purged] {
            assert_eq!((error.kind(), error.resource()), (ErrorKind::Database, Some("goals")));
            assert!(error.reason().contains("BYPASSRLS"), "{error}");
        }
    }
}

#[tokio::test]
async fn an_operators_job_is_done_by_a_role_that_bypasses() {
    let env = TestEnv::new().await;
    env.rows().await;
    let everyone = Goal::repository().all_tenants();
    let superuser = env.db_of_administrator().await;
    assert_eq!(everyone.count(&superuser, GoalQuery::new()).await.unwrap(), 3);
    env.administer("ALTER ROLE {role} BYPASSRLS").await;
    let bypasses = env.db().await;
    assert_eq!(everyone.count(&bypasses, GoalQuery::new()).await.unwrap(), 3);
}

#[tokio::test]
async fn a_table_that_is_not_there_is_the_error_that_it_is_elsewhere() {
    let env = TestEnv::new().await;
    env.administer("DROP TABLE goals").await;
    let everyone = Goal::repository().all_tenants();
    let error = everyone.count(&env.db().await, GoalQuery::new()).await.unwrap_err();
    assert!(error.reason().contains("schema::create_all"), "{error}");
}
