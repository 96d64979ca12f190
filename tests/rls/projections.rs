//! Rows of smaller types, as the unprivileged role.

use fin_infra::prelude::*;
use futures_util::TryStreamExt;

use crate::env::{Goal, GoalCreate, GoalOrder, GoalQuery, TestEnv};

#[derive(FinRow, Debug, PartialEq)]
#[fin(of = "Goal")]
struct GoalName {
    name: String,
}

/// The same rows without a predicate of the statement: only the policies hide those of others.
#[derive(FinRow, Debug, PartialEq)]
#[fin(of = "crate::env::AnyGoal")]
struct AnyName {
    name: String,
}

#[tokio::test]
async fn a_tenant_reads_the_columns_of_its_own_rows() {
    let env = TestEnv::new().await;
    let db = &env.db().await;
    let tenants = [(); 2].map(|()| Uuid::now_v7());
    let mut ids = Vec::new();
    for (tenant, name) in tenants.into_iter().zip(["Boat", "House"]) {
        let goals = Goal::repository().tenant(tenant);
        ids.push(goals.create(db, GoalCreate { name: name.to_owned() }).await.unwrap().id);
    }
    for (index, name) in ["Boat", "House"].into_iter().enumerate() {
        let expected = [GoalName { name: name.to_owned() }];
        let names = Goal::repository().tenant(tenants[index]).select::<GoalName>();
        let by_name = GoalQuery::new().order_by(GoalOrder::Name.desc()).with_total();
        let page = names.list(db, by_name.clone()).await.unwrap();
        assert_eq!((page.total, &page.items[..]), (Some(1), &expected[..]));
        assert_eq!(names.get_many(db, &ids).await.unwrap(), expected);
        assert_eq!(names.find(db, ids[index]).await.unwrap().as_ref(), expected.first());
        assert_eq!(names.find(db, ids[1 - index]).await.unwrap(), None);
        let streamed: Vec<_> = names.stream(db, by_name).try_collect().await.unwrap();
        assert_eq!(streamed, expected);

        let tx = db.begin_for(tenants[index]).await.unwrap();
        assert_eq!(names.get_many(&tx, &ids).await.unwrap(), expected);
        // Without a predicate, the policies do it alone.
        let any = crate::env::AnyGoal::repository().select::<AnyName>();
        let all = any.list(&tx, crate::env::AnyGoalQuery::new()).await.unwrap();
        assert_eq!(all.items, [AnyName { name: name.to_owned() }]);
        tx.rollback().await.unwrap();
    }
}
