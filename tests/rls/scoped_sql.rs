//! SQL of the program's own, as the unprivileged role.

use fin_infra::prelude::*;
use fin_infra::schema;

use crate::env::{Goal, GoalCreate, TestEnv};

/// A remark on a goal. No policies bind its own table.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant)]
struct Remark {
    #[fin(belongs_to = "Goal")]
    goal_id: Uuid,
    text: String,
}

#[derive(FinRow, Debug, PartialEq)]
struct Said {
    name: Option<String>,
    text: String,
}

#[tokio::test]
async fn a_join_sees_the_rows_of_its_tenant_whichever_table_comes_first() {
    let env = TestEnv::new().await;
    schema::create_all(&env.db_of_administrator().await, &[schema::of::<Remark>()]).await.unwrap();
    env.administer("GRANT SELECT, INSERT ON remarks TO {role}").await;
    let db = &env.db().await;
    let tenants = [(); 2].map(|()| Uuid::now_v7());
    for (tenant, name) in tenants.into_iter().zip(["Boat", "House"]) {
        let goal =
            Goal::repository().tenant(tenant).create(db, GoalCreate { name: name.to_owned() }).await.unwrap();
        let remark = RemarkCreate { goal_id: goal.id, text: format!("of {name}") };
        Remark::repository().tenant(tenant).create(db, remark).await.unwrap();
    }
    for (tenant, name) in tenants.into_iter().zip(["Boat", "House"]) {
        let expected = [Said { name: Some(name.to_owned()), text: format!("of {name}") }];
        let remarks_first = scoped_sql!(
            tenant,
            Said,
            "
            SELECT g.name AS name, r.text AS text FROM {Remark} r LEFT JOIN {Goal} g ON g.id = r.goal_id"
        );
        assert_eq!(remarks_first.fetch_all(db).await.unwrap(), expected);
        let goals_first = scoped_sql!(
            tenant,
            Said,
            "
            SELECT g.name AS name, r.text AS text FROM {Goal} g JOIN {Remark} r ON g.id = r.goal_id"
        );
        assert_eq!(goals_first.fetch_all(db).await.unwrap(), expected);
        let tx = db.begin_for(tenant).await.unwrap();
        let within = scoped_sql!(
            tenant,
            Said,
            "
            SELECT g.name AS name, r.text AS text FROM {Goal} g JOIN {Remark} r ON g.id = r.goal_id"
        );
        assert_eq!(within.fetch_all(&tx).await.unwrap(), expected);
        tx.rollback().await.unwrap();
    }
}
