//! `rls_effective` tells who is not bound, and why.

use fin_infra_core::Db;
use fin_infra_core::schema::{Protection, RlsGap, rls_effective_of};

use crate::place::{Place, definitions};

async fn gaps(db: &Db) -> Vec<(&'static str, Vec<RlsGap>)> {
    match rls_effective_of(db, &definitions()).await.unwrap() {
        Protection::Lacking(tables) => tables.into_iter().map(|table| (table.table, table.gaps)).collect(),
        Protection::Effective => Vec::new(),
        protection => panic!("{protection}"),
    }
}

#[tokio::test]
async fn it_holds_for_a_role_that_may_read_and_write_and_for_an_owner() {
    for place in [Place::new().await, Place::owned().await] {
        let protection = rls_effective_of(&place.db().await, &definitions()).await.unwrap();
        assert!(protection.is_effective(), "{protection}");
    }
}

#[tokio::test]
async fn a_superuser_and_a_role_that_bypasses_are_told() {
    let place = Place::new().await;
    let superuser = gaps(&place.db_of_administrator().await).await;
    assert_eq!(superuser.len(), 3);
    assert!(superuser.iter().all(|(_, gaps)| gaps.contains(&RlsGap::Superuser)));

    place.administer("ALTER ROLE {role} BYPASSRLS").await;
    let bypasses = gaps(&place.db().await).await;
    assert_eq!(bypasses, ["goals", "notes", "tickets"].map(|table| (table, vec![RlsGap::BypassRls])));
}

#[tokio::test]
async fn what_a_table_lacks_is_told() {
    let place = Place::owned().await;
    place.administer("ALTER TABLE goals NO FORCE ROW LEVEL SECURITY").await;
    place.administer("ALTER TABLE notes DISABLE ROW LEVEL SECURITY").await;
    place.administer("DROP POLICY tickets_tenant ON tickets").await;
    let db = place.db().await;
    let expected = [
        ("goals", vec![RlsGap::OwnerNotForced]),
        ("notes", vec![RlsGap::NotEnabled]),
        ("tickets", vec![RlsGap::NoPolicy]),
    ];
    assert_eq!(gaps(&db).await, expected);
    place.administer("DROP TABLE goals").await;
    assert_eq!(gaps(&db).await[0], ("goals", vec![RlsGap::NoTable]));
    let text = rls_effective_of(&db, &definitions()).await.unwrap().to_string();
    assert!(text.contains("\ngoals: there is no such table: migrate the database\n"), "{text}");
}

#[tokio::test]
async fn a_policy_that_only_permits_or_is_for_some_is_none() {
    let place = Place::new().await;
    let db = place.db().await;
    let rule = "tenant_id::text = current_setting('app.current_tenant', true)";
    for instead in [
        format!("CREATE POLICY p ON goals USING ({rule}) WITH CHECK ({rule})"),
        format!("CREATE POLICY p ON goals AS RESTRICTIVE FOR SELECT USING ({rule})"),
        format!("CREATE POLICY p ON goals AS RESTRICTIVE TO {{role}} USING ({rule}) WITH CHECK ({rule})"),
        "CREATE POLICY p ON goals AS RESTRICTIVE USING (true)".to_owned(),
        format!("CREATE POLICY p ON goals AS RESTRICTIVE USING ({rule}) WITH CHECK (true)"),
    ] {
        place.administer("DROP POLICY IF EXISTS goals_tenant ON goals").await;
        place.administer(&instead).await;
        assert_eq!(gaps(&db).await, [("goals", vec![RlsGap::NoPolicy])], "{instead}");
        place.administer("DROP POLICY p ON goals").await;
    }
}

#[tokio::test]
async fn a_database_without_it_says_so() {
    for db in [Db::memory(), Db::connect("sqlite::memory:").await.unwrap()] {
        assert_eq!(rls_effective_of(&db, &definitions()).await.unwrap(), Protection::NoSuchThing);
    }
}
