//! Views that show tenants' rows past the policies.

use fin_infra::prelude::*;
use fin_infra_tests::role::Role;

use crate::journey::sql;
use crate::place::{Kind, Place};

#[tokio::test]
async fn check_names_a_view_that_shows_rows_past_the_policies_to_a_role_that_they_bind() {
    let place = Place::new(Kind::Postgres);
    let [application, reports] = [(); 2].map(|()| Role::new(&place.url));
    let [application, reports] = [&application, &reports].map(Role::name);
    place.go("guarded", &[]);
    sql(&place, &format!("GRANT SELECT, INSERT ON budgets TO {application}")).await;
    sql(&place, "CREATE VIEW all_budgets AS SELECT * FROM budgets; CREATE MATERIALIZED VIEW kept_budgets AS SELECT * FROM budgets")
        .await;
    place.tool("guarded", &["check"]).done();
    // One that uses the view alone is none of the application's.
    sql(&place, &format!("GRANT SELECT ON all_budgets TO {reports}")).await;
    place.tool("guarded", &["check"]).done();

    sql(&place, &format!("GRANT SELECT ON all_budgets, kept_budgets TO {application}")).await;
    let checked = place.tool("guarded", &["check"]);
    assert_eq!(checked.code, 3, "{}", checked.said);
    for words in [
        "- the view all_budgets shows every tenant's rows of the table budgets",
        "ALTER VIEW all_budgets SET (security_invoker = true)",
        "- the materialized view kept_budgets holds rows of the table budgets",
    ] {
        assert!(checked.said.contains(words), "{}", checked.said);
    }
    sql(&place, "ALTER VIEW all_budgets SET (security_invoker = true)").await;
    sql(&place, &format!("REVOKE SELECT ON kept_budgets FROM {application}")).await;
    place.tool("guarded", &["check"]).done();
    for role in [application, reports] {
        sql(&place, &format!("DROP OWNED BY {role}")).await;
    }
}

/// Both stand behind a readiness check.
#[tokio::test]
async fn verify_names_a_view_that_shows_rows_past_the_policies() {
    let place = Place::new(Kind::Postgres);
    let application = Role::new(&place.url);
    let db = Db::connect(&place.url).await.unwrap();
    let resources = [schema::of::<Guarded>()];
    schema::create_all(&db, &resources).await.unwrap();
    assert!(schema::verify_of(&db, &resources).await.unwrap().is_none());
    let name = application.name();
    let view = "CREATE VIEW all_guarded AS SELECT * FROM guarded_things";
    sql(&place, &format!("{view}; GRANT SELECT ON guarded_things, all_guarded TO {name}")).await;
    let drift = schema::verify_of(&db, &resources).await.unwrap();
    let said: Vec<&str> = drift.differences().collect();
    assert!(
        matches!(said[..], [one] if one.contains("the view all_guarded shows every tenant's rows of the table guarded_things")),
        "{said:?}"
    );
    // A table of nobody's is none of these resources' business.
    sql(&place, "DROP VIEW all_guarded; CREATE TABLE other (tenant_id UUID)").await;
    assert!(schema::verify_of(&db, &resources).await.unwrap().is_none());
    db.close().await.unwrap();
    sql(&place, &format!("DROP OWNED BY {name}")).await;
}

#[derive(FinResource)]
#[fin(tenant, rls, table = "guarded_things")]
struct Guarded {
    name: String,
}
