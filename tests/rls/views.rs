//! A view that shows other tenants' rows is told, and one that does not is not: each is read as well.

use fin_infra::schema::{Protection, RlsGap, Unprotected, rls_effective_of};
use sqlx::{AssertSqlSafe, Connection};

use crate::env::{TestEnv, definitions};

/// What is told of the goals.
async fn told(env: &TestEnv) -> Option<Unprotected> {
    match rls_effective_of(&env.db().await, &definitions()).await.unwrap() {
        Protection::Lacking(tables) => {
            assert_eq!(tables.len(), 1, "{tables:?}");
            tables.into_iter().next()
        }
        protection => {
            assert!(protection.is_effective(), "{protection}");
            None
        }
    }
}

/// How many of the three goals the role sees through a view, as the tenant of two of them.
async fn seen(env: &TestEnv, view: &str, tenant: &str) -> i64 {
    let mut connection = env.connection().await;
    let mut transaction = connection.begin().await.unwrap();
    sqlx::query("SELECT set_config('app.current_tenant', $1, true)")
        .bind(tenant)
        .execute(&mut *transaction)
        .await
        .unwrap();
    let count = format!("SELECT count(*) FROM {view}");
    sqlx::query_scalar(AssertSqlSafe(count)).fetch_one(&mut *transaction).await.unwrap()
}

#[tokio::test]
async fn a_view_whose_owner_no_policy_binds_is_told_and_shows_all() {
    let env = TestEnv::new().await;
    let [goals, ..] = env.rows().await;
    env.administer("CREATE VIEW all_goals AS SELECT * FROM goals").await;
    assert_eq!(told(&env).await, None, "the role may not use it");

    for right in ["SELECT", "SELECT (name)", "UPDATE", "DELETE"] {
        env.administer(&format!("GRANT {right} ON all_goals TO {{role}}")).await;
        let told = told(&env).await.expect(right);
        assert_eq!((told.table, &told.gaps[..], told.views.len()), ("goals", &[RlsGap::View][..], 1));
        for words in
            ["the view all_goals", "table goals", "ALTER VIEW all_goals SET (security_invoker = true)"]
        {
            assert!(told.views[0].contains(words) && told.to_string().contains(words), "{told}");
        }
        env.administer(&format!("REVOKE {right} ON all_goals FROM {{role}}")).await;
    }
    env.administer("GRANT SELECT ON all_goals TO PUBLIC").await;
    assert!(told(&env).await.is_some());
    assert_eq!(seen(&env, "all_goals", &goals.ours).await, 3);

    env.administer("ALTER VIEW all_goals SET (security_invoker = on)").await;
    assert_eq!(told(&env).await, None);
    assert_eq!(seen(&env, "all_goals", &goals.ours).await, 2);
}

#[tokio::test]
async fn the_view_that_names_the_table_decides_and_others_reach_it() {
    let env = TestEnv::new().await;
    let [goals, ..] = env.rows().await;
    for statement in [
        "CREATE VIEW inner_goals AS SELECT id, name FROM goals",
        "CREATE VIEW outer_goals AS SELECT name FROM inner_goals",
        "GRANT SELECT ON outer_goals TO {role}",
    ] {
        env.administer(statement).await;
    }
    let said = told(&env).await.unwrap().views;
    assert!(matches!(&said[..], [said] if said.contains("view inner_goals")), "{said:?}");
    assert_eq!(seen(&env, "outer_goals", &goals.ours).await, 3);

    env.administer("GRANT SELECT ON inner_goals TO {role}").await;
    env.administer("ALTER VIEW inner_goals SET (security_invoker = true)").await;
    assert_eq!(told(&env).await, None);
    assert_eq!(seen(&env, "outer_goals", &goals.ours).await, 2);
}

#[tokio::test]
async fn a_view_of_an_owner_that_the_policies_bind_shows_the_tenants_rows() {
    let env = TestEnv::owned().await;
    let [goals, ..] = env.rows().await;
    for statement in [
        "CREATE VIEW own_goals AS SELECT * FROM goals",
        "ALTER VIEW own_goals OWNER TO {role}",
        "CREATE VIEW no_goals AS SELECT 1 AS id",
        "GRANT SELECT ON no_goals TO {role}",
    ] {
        env.administer(statement).await;
    }
    assert_eq!(told(&env).await, None);
    assert_eq!(seen(&env, "own_goals", &goals.ours).await, 2);

    env.administer("ALTER TABLE goals NO FORCE ROW LEVEL SECURITY").await;
    assert_eq!(told(&env).await.unwrap().gaps, [RlsGap::OwnerNotForced, RlsGap::View]);
    assert_eq!(seen(&env, "own_goals", &goals.ours).await, 3);
}

#[tokio::test]
async fn a_materialized_view_is_told_however_it_is_reached() {
    let env = TestEnv::new().await;
    let [goals, ..] = env.rows().await;
    for statement in [
        "CREATE VIEW invoked_goals WITH (security_invoker = true) AS SELECT * FROM goals",
        "CREATE MATERIALIZED VIEW kept_goals AS SELECT * FROM invoked_goals",
        "CREATE VIEW over_kept_goals WITH (security_invoker = false) AS SELECT * FROM kept_goals",
    ] {
        env.administer(statement).await;
    }
    assert_eq!(told(&env).await, None);
    env.administer("GRANT SELECT ON over_kept_goals TO {role}").await;
    let said = told(&env).await.unwrap().views;
    assert!(
        matches!(&said[..], [said] if said.contains("the materialized view kept_goals") && said.contains("REVOKE")),
        "{said:?}"
    );
    assert_eq!(seen(&env, "over_kept_goals", &goals.ours).await, 3);
}
