//! Views that bypass the policies.

use fin_infra::prelude::*;
use fin_infra_tests::role::Role;

use crate::journey::sql;
use crate::project::{Kind, Project};

#[tokio::test]
async fn check_names_a_view_that_bypasses_the_policies() {
    let project = Project::new(Kind::Postgres);
    let [application, reports] = [(); 2].map(|()| Role::new(&project.url));
    let [application, reports] = [&application, &reports].map(Role::name);
    project.go("guarded", &[]);
    sql(&project, &format!("GRANT SELECT, INSERT ON budgets TO {application}")).await;
    sql(&project, "CREATE VIEW all_budgets AS SELECT * FROM budgets; CREATE MATERIALIZED VIEW kept_budgets AS SELECT * FROM budgets")
        .await;
    project.tool("guarded", &["check"]).done();
    // A role that uses only the view is not the application's.
    sql(&project, &format!("GRANT SELECT ON all_budgets TO {reports}")).await;
    project.tool("guarded", &["check"]).done();

    sql(&project, &format!("GRANT SELECT ON all_budgets, kept_budgets TO {application}")).await;
    let checked = project.tool("guarded", &["check"]);
    assert_eq!(checked.code, 3, "{}", checked.said);
    for words in [
        "- the view all_budgets shows every tenant's rows of the table budgets",
        "ALTER VIEW all_budgets SET (security_invoker = true)",
        "- the materialized view kept_budgets holds rows of the table budgets",
    ] {
        assert!(checked.said.contains(words), "{}", checked.said);
    }
    sql(&project, "ALTER VIEW all_budgets SET (security_invoker = true)").await;
    sql(&project, &format!("REVOKE SELECT ON kept_budgets FROM {application}")).await;
    project.tool("guarded", &["check"]).done();
    for role in [application, reports] {
        sql(&project, &format!("DROP OWNED BY {role}")).await;
    }
}

/// Both are used for readiness.
#[tokio::test]
async fn verify_names_a_view_that_bypasses_the_policies() {
    let project = Project::new(Kind::Postgres);
    let application = Role::new(&project.url);
    let db = Db::connect(&project.url).await.unwrap();
    let resources = [schema::of::<Guarded>()];
    schema::create_all(&db, &resources).await.unwrap();
    assert!(schema::verify_of(&db, &resources).await.unwrap().is_none());
    let name = application.name();
    let view = "CREATE VIEW all_guarded AS SELECT * FROM guarded_things";
    sql(&project, &format!("{view}; GRANT SELECT ON guarded_things, all_guarded TO {name}")).await;
    let drift = schema::verify_of(&db, &resources).await.unwrap();
    let said: Vec<&str> = drift.differences().collect();
    assert!(
        matches!(said[..], [one] if one.contains("the view all_guarded shows every tenant's rows of the table guarded_things")),
        "{said:?}"
    );
    // A table without a struct is not checked for these resources.
    sql(&project, "DROP VIEW all_guarded; CREATE TABLE other (tenant_id UUID)").await;
    assert!(schema::verify_of(&db, &resources).await.unwrap().is_none());
    db.close().await.unwrap();
    sql(&project, &format!("DROP OWNED BY {name}")).await;
}

#[derive(FinResource)]
#[fin(tenant, rls, table = "guarded_things")]
struct Guarded {
    name: String,
}
