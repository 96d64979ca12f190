//! Calls that are dropped half way, on a pool of one connection.

use fin_infra::prelude::*;
use fin_infra::{Db, Store};

use crate::cut::{Cut, cut};
use crate::env::{AnyGoal, AnyGoalQuery, Goal, GoalCreate, GoalQuery, GoalRepository, TestEnv};
use crate::raw::seen;
use crate::sessions::setting;

/// Every point at which one of the calls below waits, and some behind its end.
fn every_cut() -> impl Iterator<Item = Cut> {
    (0..24).flat_map(|polls| [false, true].map(|late| Cut { polls, late }))
}

async fn goals_with_rows(env: &TestEnv) -> GoalRepository {
    Goal::repository().tenant(env.rows().await[0].ours.parse::<Uuid>().unwrap())
}

fn named() -> GoalCreate {
    GoalCreate { name: Uuid::now_v7().to_string() }
}

/// Drops calls of two kinds, and says whether there were some that came to their end and some that did not.
async fn drop_calls(
    goals: &GoalRepository,
    store: impl Store<Goal> + Copy,
    when: Cut,
    ended: &mut [usize; 2],
) {
    let listed = cut(when, goals.list(store, GoalQuery::new().with_total())).await;
    let created = cut(when, goals.create(store, named())).await;
    for done in [listed.map(|page| drop(page.unwrap())), created.map(|row| drop(row.unwrap()))] {
        ended[usize::from(done.is_some())] += 1;
    }
}

#[tokio::test]
async fn a_dropped_call_leaves_no_tenant_on_the_connection_of_a_pool() {
    let env = TestEnv::new().await;
    let (goals, pool) = (goals_with_rows(&env).await, env.pool().await);
    let mut ended = [0; 2];
    for when in every_cut() {
        drop_calls(&goals, &pool, when, &mut ended).await;
        let mut connection = pool.acquire().await.unwrap();
        assert_eq!(setting(&mut connection).await, "", "{when:?}");
        assert_eq!(seen(&mut connection, "goals").await, 0, "{when:?}");
    }
    assert!(ended.iter().all(|&number| number > 0), "{ended:?}");
}

#[tokio::test]
async fn a_dropped_call_leaves_no_tenant_on_the_connection_of_a_db() {
    let env = TestEnv::new().await;
    let goals = goals_with_rows(&env).await;
    for db in [env.db().await, Db::from(env.pool().await)] {
        let mut ended = [0; 2];
        for when in every_cut() {
            drop_calls(&goals, &db, when, &mut ended).await;
            assert_eq!(AnyGoal::repository().count(&db, AnyGoalQuery::new()).await.unwrap(), 0, "{when:?}");
        }
        assert!(ended.iter().all(|&number| number > 0), "{ended:?}");
    }
}

#[tokio::test]
async fn a_dropped_call_leaves_no_tenant_on_a_connection_of_the_programs_own() {
    let env = TestEnv::new().await;
    let (goals, mut connection) = (goals_with_rows(&env).await, env.connection().await);
    for when in every_cut() {
        drop(cut(when, goals.create(&mut connection, named())).await);
        assert_eq!(setting(&mut connection).await, "", "{when:?}");
        assert_eq!(seen(&mut connection, "goals").await, 0, "{when:?}");
    }
}

#[tokio::test]
async fn a_dropped_beginning_of_a_tenants_transaction_leaves_no_tenant() {
    let env = TestEnv::new().await;
    let goals = goals_with_rows(&env).await;
    for db in [env.db().await, Db::from(env.pool().await)] {
        let mut begun = 0;
        for when in every_cut() {
            let transaction = cut(when, db.begin_for(*goals.tenant_id())).await;
            begun += usize::from(transaction.is_some());
            if let Some(mut transaction) = transaction.map(Result::unwrap) {
                drop(cut(when, goals.create(&mut transaction, named())).await);
            }
            assert_eq!(AnyGoal::repository().count(&db, AnyGoalQuery::new()).await.unwrap(), 0, "{when:?}");
        }
        assert!((1..48).contains(&begun), "{begun}");
    }
}

#[tokio::test]
async fn a_dropped_call_in_a_transaction_of_sqlx_leaves_no_tenant_behind_it() {
    let env = TestEnv::new().await;
    let (goals, pool) = (goals_with_rows(&env).await, env.pool().await);
    for when in every_cut() {
        let mut transaction = pool.begin().await.unwrap();
        drop(cut(when, goals.create(&mut transaction, named())).await);
        drop(transaction);
        let mut connection = pool.acquire().await.unwrap();
        assert_eq!(setting(&mut connection).await, "", "{when:?}");
        assert_eq!(seen(&mut connection, "goals").await, 0, "{when:?}");
    }
}
