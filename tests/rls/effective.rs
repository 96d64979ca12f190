//! `rls_effective` tells who is not bound, and why.

use fin_infra::Db;
use fin_infra::schema::{Protection, RlsGap, rls_effective_of};

use crate::env::{TestEnv, definitions};

async fn gaps(db: &Db) -> Vec<(&'static str, Vec<RlsGap>)> {
    match rls_effective_of(db, &definitions()).await.unwrap() {
        Protection::Lacking(tables) => tables.into_iter().map(|table| (table.table, table.gaps)).collect(),
        Protection::Effective => Vec::new(),
        protection => panic!("{protection}"),
    }
}

#[tokio::test]
async fn it_holds_for_a_role_that_may_read_and_write_and_for_an_owner() {
    for env in [TestEnv::new().await, TestEnv::owned().await] {
        let protection = rls_effective_of(&env.db().await, &definitions()).await.unwrap();
        assert!(protection.is_effective(), "{protection}");
    }
}

#[tokio::test]
async fn a_superuser_and_a_role_that_bypasses_are_told() {
    let env = TestEnv::new().await;
    let superuser = gaps(&env.db_of_administrator().await).await;
    assert_eq!(superuser.len(), 3);
    assert!(superuser.iter().all(|(_, gaps)| gaps.contains(&RlsGap::Superuser)));

    env.administer("ALTER ROLE {role} BYPASSRLS").await;
    let bypasses = gaps(&env.db().await).await;
    assert_eq!(bypasses, ["goals", "notes", "tickets"].map(|table| (table, vec![RlsGap::BypassRls])));
}

#[tokio::test]
async fn what_a_table_lacks_is_told() {
    let env = TestEnv::owned().await;
    env.administer("ALTER TABLE goals NO FORCE ROW LEVEL SECURITY").await;
    env.administer("ALTER TABLE notes DISABLE ROW LEVEL SECURITY").await;
    env.administer("DROP POLICY tickets_tenant ON tickets").await;
    let db = env.db().await;
    let expected = [
        ("goals", vec![RlsGap::OwnerNotForced]),
        ("notes", vec![RlsGap::NotEnabled]),
        ("tickets", vec![RlsGap::NoPolicy]),
    ];
    assert_eq!(gaps(&db).await, expected);
    env.administer("DROP TABLE goals").await;
    assert_eq!(gaps(&db).await[0], ("goals", vec![RlsGap::NoTable]));
    let text = rls_effective_of(&db, &definitions()).await.unwrap().to_string();
    assert!(text.contains("\ngoals: there is no such table: migrate the database\n"), "{text}");
}

#[tokio::test]
async fn a_policy_that_only_permits_or_is_for_some_is_none() {
    let env = TestEnv::new().await;
    let db = env.db().await;
    let rule = "tenant_id::text = current_setting('app.current_tenant', true)";
    for instead in [
        format!("CREATE POLICY p ON goals USING ({rule}) WITH CHECK ({rule})"),
        format!("CREATE POLICY p ON goals AS RESTRICTIVE FOR SELECT USING ({rule})"),
        format!("CREATE POLICY p ON goals AS RESTRICTIVE TO {{role}} USING ({rule}) WITH CHECK ({rule})"),
        "CREATE POLICY p ON goals AS RESTRICTIVE USING (true)".to_owned(),
        format!("CREATE POLICY p ON goals AS RESTRICTIVE USING ({rule}) WITH CHECK (true)"),
    ]
    .into_iter()
    .chain(weakened())
    {
        env.administer("DROP POLICY IF EXISTS goals_tenant ON goals").await;
        env.administer(&instead).await;
        assert_eq!(gaps(&db).await, [("goals", vec![RlsGap::NoPolicy])], "{instead}");
        env.administer("DROP POLICY p ON goals").await;
    }
}

/// Restrictive policies for everybody that ask for the tenant, and let others' rows through.
fn weakened() -> impl Iterator<Item = String> {
    let setting = "(SELECT nullif(current_setting('app.current_tenant', true), '')::uuid)";
    let asks = format!("tenant_id = {setting}");
    let rules = [
        format!("{asks} OR current_setting('app.current_tenant', true) IS NULL"),
        format!("({asks}) IS NOT FALSE"),
        format!("coalesce({asks}, true)"),
        format!("CASE WHEN {setting} IS NULL THEN true ELSE {asks} END"),
        "tenant_id = (SELECT coalesce(nullif(current_setting('app.current_tenant', true), '')::uuid, tenant_id))".to_owned(),
        format!("{asks} OR name = 'public'"),
        format!("id = {setting}"),
        format!("tenant_id IS NOT DISTINCT FROM {setting}"),
        "tenant_id = (SELECT nullif(current_setting('app.other', true), '')::uuid)".to_owned(),
        // It looks as ours does where this schema is searched first.
        "tenant_id = (SELECT nullif(public.current_setting('app.current_tenant', true), '')::uuid)".to_owned(),
    ];
    rules.into_iter().map(|rule| {
        format!(
            "CREATE OR REPLACE FUNCTION public.current_setting(text, boolean) RETURNS text LANGUAGE sql STABLE AS 'SELECT NULL'; \
             CREATE POLICY p ON goals AS RESTRICTIVE USING ({rule}) WITH CHECK ({rule})"
        )
    })
}

#[tokio::test]
async fn a_policy_that_is_written_as_ours_is_one() {
    let env = TestEnv::new().await;
    let db = env.db().await;
    let rule = "((tenant_id)) = (SELECT  nullif( current_setting('app.current_tenant', TRUE), '')::UUID)";
    env.administer("DROP POLICY goals_tenant ON goals").await;
    env.administer(&format!("CREATE POLICY p ON goals AS RESTRICTIVE USING ({rule}) WITH CHECK ({rule})"))
        .await;
    assert_eq!(gaps(&db).await, []);
}

#[tokio::test]
async fn what_a_role_may_beside_the_policies_is_told() {
    let env = TestEnv::new().await;
    let db = env.db().await;
    assert_eq!(gaps(&db).await, []);
    env.administer("GRANT TRUNCATE ON goals TO {role}").await;
    assert_eq!(gaps(&db).await, [("goals", vec![RlsGap::MayTruncate])]);
    env.administer("REVOKE TRUNCATE ON goals FROM {role}").await;
    env.administer("CREATE ROLE {role}_bypass BYPASSRLS").await;
    env.administer("GRANT {role}_bypass TO {role}").await;
    let both = gaps(&db).await;
    env.administer("DROP ROLE {role}_bypass").await;
    assert_eq!(both, ["goals", "notes", "tickets"].map(|table| (table, vec![RlsGap::MayBypassRls])));
    assert_eq!(gaps(&db).await, []);
}

#[tokio::test]
async fn a_database_without_it_says_so() {
    for db in [Db::memory(), Db::connect("sqlite::memory:").await.unwrap()] {
        assert_eq!(rls_effective_of(&db, &definitions()).await.unwrap(), Protection::NoSuchThing);
    }
}
