//! The policies that `create_all` makes.

use fin_infra::schema;
use sqlx::{Executor, Row};

use crate::env::{TestEnv, definitions};

#[tokio::test]
async fn tables_and_policies_are_made_once_however_often_they_are_asked_for() {
    let env = TestEnv::owned().await;
    let db = env.db().await;
    for _ in 0..2 {
        schema::create_all(&db, &definitions()).await.unwrap();
    }
    let policies = env
        .administrator()
        .await
        .fetch_all("SELECT policyname::text, permissive FROM pg_policies ORDER BY policyname")
        .await
        .unwrap();
    let policies: Vec<(String, String)> = policies.iter().map(|row| (row.get(0), row.get(1))).collect();
    let expected = ["goals", "notes", "tickets"]
        .map(|table| [(format!("{table}_access"), "PERMISSIVE"), (format!("{table}_tenant"), "RESTRICTIVE")]);
    assert!(
        policies.iter().map(|(name, kind)| (name.clone(), kind.as_str())).eq(expected.into_iter().flatten())
    );
}

#[tokio::test]
async fn a_policy_that_was_dropped_is_made_again() {
    let env = TestEnv::owned().await;
    env.administer("DROP POLICY goals_tenant ON goals").await;
    let db = env.db().await;
    schema::create_all(&db, &definitions()).await.unwrap();
    assert!(schema::rls_effective_of(&db, &definitions()).await.unwrap().is_effective());
}
