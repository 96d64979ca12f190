//! Every method of a repository, as the unprivileged role.

use fin_infra::prelude::*;
use futures_util::TryStreamExt;

use crate::env::{
    AnyGoal, AnyGoalQuery, Goal, GoalCreate, GoalQuery, GoalRepository, GoalUpdate, Note, NoteCreate, TestEnv,
};

/// What a goal needs.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, rls)]
struct Step {
    #[fin(belongs_to = "Goal")]
    goal_id: Uuid,
}

/// A remark on a goal. No policies bind its own table.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant)]
struct Remark {
    #[fin(belongs_to = "Goal")]
    goal_id: Uuid,
}

/// A bill of a tenant, numbered.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, rls, soft_delete)]
struct Bill {
    #[fin(number(per = "tenant"))]
    number: i64,
    #[fin(belongs_to = "Goal")]
    goal_id: Option<Uuid>,
}

fn named(name: &str) -> GoalCreate {
    GoalCreate { name: name.to_owned() }
}

fn renamed(name: &str) -> GoalUpdate {
    GoalUpdate { name: Some(name.to_owned()) }
}

async fn two_tenants() -> (TestEnv, Db, GoalRepository, GoalRepository) {
    let env = TestEnv::new().await;
    let db = env.db().await;
    let [ours, theirs] = [(); 2].map(|()| Goal::repository().tenant(Uuid::now_v7()));
    (env, db, ours, theirs)
}

#[tokio::test]
async fn a_tenant_does_everything_with_its_own_rows() {
    let (_place, db, goals, _) = two_tenants().await;
    let db = &db;
    let boat = goals.create(db, named("Boat")).await.unwrap();
    let many = goals.create_many(db, ["a", "b"].map(named)).await.unwrap();
    assert_eq!(goals.get(db, boat.id).await.unwrap(), boat);
    assert_eq!(goals.get_many(db, &[many[0].id, boat.id]).await.unwrap(), [many[0].clone(), boat.clone()]);
    let page = goals.list(db, GoalQuery::new().search("BO").with_total()).await.unwrap();
    assert_eq!((page.total, page.items), (Some(1), vec![boat.clone()]));
    let streamed: Vec<_> = goals.stream(db, GoalQuery::new()).try_collect().await.unwrap();
    assert_eq!(streamed.len(), 3);
    assert!(goals.exists(db, GoalQuery::new()).await.unwrap());
    let own = goals.scoped_query().sql("name = ").bind("name", "Boat");
    assert_eq!(own.fetch_all(db).await.unwrap(), [boat.clone()]);
    let ship = goals.update(db, (boat.id, 1), renamed("Ship")).await.unwrap();
    assert_eq!((ship.name.as_str(), ship.version), ("Ship", 2));
    assert!(goals.update(db, (boat.id, 1), renamed("Late")).await.unwrap_err().is_stale_version());
    assert_eq!(goals.upsert_by_name(db, named("Ship")).await.unwrap().id, boat.id);
    goals.upsert_by_name(db, named("New")).await.unwrap();
    goals.delete(db, (boat.id, 3)).await.unwrap();
    assert_eq!(goals.list_deleted(db, GoalQuery::new()).await.unwrap().items[0].id, boat.id);
    assert_eq!(goals.restore(db, boat.id).await.unwrap().id, boat.id);
    assert_eq!(goals.delete_many(db, &[many[0].id, many[1].id]).await.unwrap(), 2);
    assert_eq!(goals.purge_deleted(db, Utc::now() + chrono::Duration::days(1)).await.unwrap().removed, 2);
    goals.hard_delete(db, boat.id).await.unwrap();
    assert_eq!(goals.count(db, GoalQuery::new().include_deleted()).await.unwrap(), 1);
}

#[tokio::test]
async fn rows_are_numbered_for_each_tenant() {
    let env = TestEnv::new().await;
    let bills = [schema::of::<Bill>()];
    schema::create_all(&env.db_of_administrator().await, &bills).await.unwrap();
    env.administer("GRANT SELECT, INSERT, UPDATE, DELETE ON bills, bills_counter TO {role}").await;
    let db = env.db().await;
    assert!(schema::rls_effective_of(&db, &bills).await.unwrap().is_effective());
    for _ in 0..2 {
        let bills = Bill::repository().tenant(Uuid::now_v7());
        let goals = Goal::repository().tenant(*bills.tenant_id());
        let goal_id = Some(goals.create(&db, named("Boat")).await.unwrap().id);
        for (number, goal_id) in [(1, goal_id), (2, None)] {
            assert_eq!(bills.create(&db, BillCreate { goal_id }).await.unwrap().number, number);
        }
        let rows =
            bills.create_many(&db, [BillCreate { goal_id }, BillCreate { goal_id: None }]).await.unwrap();
        assert_eq!(rows[1].number, 4);
        let mut tx = db.begin_for(*bills.tenant_id()).await.unwrap();
        assert_eq!(bills.create(&mut tx, BillCreate { goal_id }).await.unwrap().number, 5);
        tx.commit().await.unwrap();
        env.administer("DELETE FROM bills_counter").await;
        assert_eq!(bills.create(&db, BillCreate { goal_id }).await.unwrap().number, 6);
        env.administer("DELETE FROM bills_counter").await;
        assert_eq!(bills.create_many(&db, [BillCreate { goal_id: None }]).await.unwrap()[0].number, 7);
    }
    env.administer("DROP POLICY bills_counter_tenant ON bills_counter").await;
    assert!(!schema::rls_effective_of(&db, &bills).await.unwrap().is_effective());
}

#[tokio::test]
async fn a_purge_keeps_what_others_refer_to_and_nothing_else() {
    let env = TestEnv::new().await;
    schema::create_all(&env.db_of_administrator().await, &[schema::of::<Step>()]).await.unwrap();
    env.administer("GRANT SELECT, INSERT, UPDATE, DELETE ON steps TO {role}").await;
    let db = env.db().await;
    let goals = [(); 2].map(|()| Goal::repository().tenant(Uuid::now_v7()));
    for goals in &goals {
        let rows = goals.create_many(&db, ["a", "b", "c"].map(named)).await.unwrap();
        let steps = Step::repository().tenant(*goals.tenant_id());
        steps.create(&db, StepCreate { goal_id: rows[0].id }).await.unwrap();
        goals.delete_many(&db, &[rows[0].id, rows[1].id]).await.unwrap();
    }
    let purged = goals[0].purge_deleted(&db, DateTime::<Utc>::MAX_UTC).await.unwrap();
    assert_eq!(purged.to_string(), "1 removed, 1 kept: rows of steps refer to 1");
    let mut tx = db.begin_for(*goals[1].tenant_id()).await.unwrap();
    assert_eq!(goals[1].purge_deleted(&mut tx, DateTime::<Utc>::MAX_UTC).await.unwrap(), purged);
    tx.commit().await.unwrap();
    let operator = env.db_of_administrator().await;
    let everyone = Goal::repository().all_tenants();
    let purged = everyone.purge_deleted(&operator, DateTime::<Utc>::MAX_UTC).await.unwrap();
    assert_eq!(purged.to_string(), "0 removed, 2 kept: rows of steps refer to 2");
    assert_eq!(everyone.count(&operator, GoalQuery::new().include_deleted()).await.unwrap(), 4);
}

#[tokio::test]
async fn a_row_without_policies_refers_to_live_rows_that_have_them() {
    let env = TestEnv::new().await;
    schema::create_all(&env.db_of_administrator().await, &[schema::of::<Remark>()]).await.unwrap();
    env.administer("GRANT SELECT, INSERT, UPDATE, DELETE ON remarks TO {role}").await;
    let db = env.db().await;
    let goals = Goal::repository().tenant(Uuid::now_v7());
    let remarks = Remark::repository().tenant(*goals.tenant_id());
    let rows = goals.create_many(&db, ["a", "b"].map(named)).await.unwrap();
    goals.delete(&db, (rows[1].id, 1)).await.unwrap();
    let [live, deleted] = [0, 1].map(|number| RemarkCreate { goal_id: rows[number].id });

    let remark = remarks.create(&db, live.clone()).await.unwrap();
    remarks.create_many(&db, [live.clone(), live.clone()]).await.unwrap();
    let mut tx = db.begin_for(*goals.tenant_id()).await.unwrap();
    remarks.create(&mut tx, live).await.unwrap();
    tx.commit().await.unwrap();
    assert!(remarks.create(&db, deleted.clone()).await.unwrap_err().is_foreign_key());
    assert!(remarks.create_many(&db, [deleted]).await.unwrap_err().is_foreign_key());
    let to = |number: usize| RemarkUpdate { goal_id: Some(rows[number].id) };
    remarks.update(&db, remark.id, to(0)).await.unwrap();
    assert!(remarks.update(&db, remark.id, to(1)).await.unwrap_err().is_foreign_key());
    assert_eq!(remarks.count(&db, RemarkQuery::new()).await.unwrap(), 4);
}

#[tokio::test]
async fn another_tenants_row_is_not_found() {
    let (_place, db, ours, theirs) = two_tenants().await;
    let db = &db;
    let boat = ours.create(db, named("Boat")).await.unwrap();
    assert_eq!(theirs.find(db, boat.id).await.unwrap(), None);
    assert!(theirs.get_many(db, &[boat.id]).await.unwrap().is_empty());
    assert!(theirs.update(db, (boat.id, 1), renamed("Stolen")).await.unwrap_err().is_not_found());
    assert!(theirs.delete(db, (boat.id, 1)).await.unwrap_err().is_not_found());
    assert_eq!(theirs.delete_many(db, &[boat.id]).await.unwrap(), 0);
    assert!(theirs.hard_delete(db, boat.id).await.unwrap_err().is_not_found());
    assert!(theirs.restore(db, boat.id).await.unwrap_err().is_not_found());
    assert_eq!(theirs.count(db, GoalQuery::new().include_deleted()).await.unwrap(), 0);
    assert_ne!(theirs.upsert_by_name(db, named("Boat")).await.unwrap().id, boat.id);
    assert_eq!(ours.get(db, boat.id).await.unwrap(), boat);
}

#[tokio::test]
async fn more_rows_than_one_statement_takes_are_one_tenants() {
    let (env, db, ours, theirs) = two_tenants().await;
    theirs.create(&db, named("0")).await.unwrap();
    let rows = ours.create_many(&db, (0..1_200).map(|number| named(&number.to_string()))).await.unwrap();
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    assert_eq!(ours.get_many(&db, &ids).await.unwrap().len(), 1_200);
    assert_eq!(ours.delete_many(&db, &ids).await.unwrap(), 1_200);
    // A part that cannot be stored takes the others with it.
    let twice = (0..1_200).map(|number| named(&(number % 1_199).to_string()));
    assert!(ours.create_many(&db, twice).await.unwrap_err().is_conflict());
    assert_eq!(ours.count(&db, GoalQuery::new()).await.unwrap(), 0);
    assert_eq!(theirs.count(&db, GoalQuery::new()).await.unwrap(), 1);
    drop(env);
}

#[tokio::test]
async fn statements_without_a_predicate_and_a_setting_see_nothing() {
    let (_place, db, ours, _) = two_tenants().await;
    ours.create(&db, named("Boat")).await.unwrap();
    assert_eq!(AnyGoal::repository().count(&db, AnyGoalQuery::new()).await.unwrap(), 0);
}

#[tokio::test]
async fn an_empty_tenant_is_refused() {
    let env = TestEnv::new().await;
    let notes = Note::repository().tenant("");
    let error = notes.create(&env.db().await, NoteCreate { name: "x".into() }).await.unwrap_err();
    assert!(error.is_invalid() && error.fields().eq(["tenant_id"]), "{error}");
}
