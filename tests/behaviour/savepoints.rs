//! A part of a transaction is undone without ending it.

use fin_infra::prelude::*;
use fin_infra_tests::on_each_store;

#[derive(FinResource, Debug)]
#[fin(check(target >= 0))]
struct Goal {
    #[fin(unique)]
    name: String,
    #[fin(adjust, default)]
    target: i64,
}

/// A child.
#[derive(FinResource, Debug)]
struct Step {
    #[fin(belongs_to = "Goal", filter)]
    goal_id: Uuid,
}

fn goal(name: &str) -> GoalCreate {
    GoalCreate::new(name.to_owned())
}

async fn names(db: &Db) -> Vec<String> {
    let page = Goal::repository().list(db, GoalQuery::new()).await.unwrap();
    page.into_iter().map(|goal| goal.name).collect()
}

on_each_store!(
    [Goal] what_is_rolled_back_never_was_and_the_rest_is_kept,
    [Goal] a_refused_call_ends_only_its_savepoint,
    [Goal] what_is_dropped_is_rolled_back,
    [Goal, Step] a_refused_reference_ends_only_its_savepoint,
    [Goal] savepoints_are_nested,
    [Goal] a_savepoint_that_has_ended_is_no_other_one,
    [Goal] the_transaction_waits_for_the_end_of_its_savepoint,
    [Goal] the_transaction_ends_with_the_savepoint_open,
);

async fn what_is_rolled_back_never_was_and_the_rest_is_kept(db: &Db) {
    let goals = Goal::repository();
    let tx = db.begin().await.unwrap();
    goals.create(&tx, goal("a")).await.unwrap();
    let point = tx.savepoint().await.unwrap();
    goals.create(&point, goal("b")).await.unwrap();
    point.rollback().await.unwrap();
    let point = tx.savepoint().await.unwrap();
    let c = goals.create(&point, goal("c")).await.unwrap();
    point.release().await.unwrap();
    goals.adjust(&tx, c.id, GoalAdjust::new().target(1)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(names(db).await, ["a", "c"]);
    assert_eq!(goals.get(db, c.id).await.unwrap().target, 1);
}

async fn a_refused_call_ends_only_its_savepoint(db: &Db) {
    let goals = Goal::repository();
    let tx = db.begin().await.unwrap();
    let a = goals.create(&tx, goal("a")).await.unwrap();
    for _ in 0..2 {
        let point = tx.savepoint().await.unwrap();
        goals.create(&point, goal("b")).await.unwrap();
        assert!(goals.adjust(&point, a.id, GoalAdjust::new().target(-1)).await.unwrap_err().is_invalid());
        assert!(goals.create(&point, goal("c")).await.is_err(), "the savepoint has ended");
        point.rollback().await.unwrap();
    }
    let point = tx.savepoint().await.unwrap();
    assert!(goals.create(&point, goal("a")).await.unwrap_err().is_conflict());
    assert!(point.release().await.is_err());
    goals.create(&tx, goal("d")).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(names(db).await, ["a", "d"]);
}

async fn a_savepoint_that_has_ended_is_no_other_one(db: &Db) {
    let goals = Goal::repository();
    let tx = db.begin().await.unwrap();
    let outer = tx.savepoint().await.unwrap();
    let first = outer.savepoint().await.unwrap();
    let ended = [first.savepoint().await.unwrap(), first];
    drop(outer);
    goals.create(&tx, goal("a")).await.unwrap();
    let outer = tx.savepoint().await.unwrap();
    let inner = outer.savepoint().await.unwrap();
    goals.create(&inner, goal("b")).await.unwrap();
    for point in &ended {
        let error = goals.create(point, goal("c")).await.unwrap_err();
        assert_eq!((error.kind(), error.reason()), (ErrorKind::Invalid, "the savepoint has ended"));
    }
    let [first, second] = ended;
    assert!(first.release().await.unwrap_err().is_invalid());
    drop(second);
    goals.create(&inner, goal("d")).await.unwrap();
    inner.rollback().await.unwrap();
    goals.create(&outer, goal("e")).await.unwrap();
    outer.release().await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(names(db).await, ["a", "e"]);
}

async fn a_refused_reference_ends_only_its_savepoint(db: &Db) {
    let (goals, steps) = (Goal::repository(), Step::repository());
    let goal = goals.create(db, goal("a")).await.unwrap();
    let step = steps.create(db, StepCreate::new(goal.id)).await.unwrap();
    let nowhere = || StepUpdate { goal_id: Some(Uuid::now_v7()) };
    let tx = db.begin().await.unwrap();
    for way in 0..3 {
        let point = tx.savepoint().await.unwrap();
        let refused = match way {
            0 => steps.update(&point, step.id, nowhere()).await.map(drop),
            1 => steps.update_where(&point, StepFilter::new().goal_id(goal.id), nowhere()).await.map(drop),
            _ => steps.create(&point, StepCreate::new(Uuid::now_v7())).await.map(drop),
        };
        let error = refused.unwrap_err();
        assert_eq!(error.fields().collect::<Vec<_>>(), ["goal_id"], "{error}");
        point.rollback().await.unwrap();
    }
    steps.create(&tx, StepCreate::new(goal.id)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(steps.count(db, StepQuery::new()).await.unwrap(), 2);
}

async fn what_is_dropped_is_rolled_back(db: &Db) {
    let goals = Goal::repository();
    let tx = db.begin().await.unwrap();
    {
        let point = tx.savepoint().await.unwrap();
        goals.create(&point, goal("a")).await.unwrap();
        let inner = point.savepoint().await.unwrap();
        goals.create(&inner, goal("b")).await.unwrap();
    }
    goals.create(&tx, goal("a")).await.unwrap();
    drop(tx.savepoint().await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(names(db).await, ["a"]);
}

async fn savepoints_are_nested(db: &Db) {
    let goals = Goal::repository();
    db.transaction(async |tx| -> Result<(), Error> {
        let outer = tx.savepoint().await?;
        goals.create(&outer, goal("a")).await?;
        let inner = outer.savepoint().await?;
        goals.create(&inner, goal("b")).await?;
        inner.release().await?;
        let inner = outer.savepoint().await?;
        goals.create(&inner, goal("c")).await?;
        inner.rollback().await?;
        goals.create(&outer, goal("d")).await?;
        outer.release().await?;
        let undone = tx.savepoint().await?;
        let inner = undone.savepoint().await?;
        goals.create(&inner, goal("e")).await?;
        inner.release().await?;
        undone.rollback().await
    })
    .await
    .unwrap();
    assert_eq!(names(db).await, ["a", "b", "d"]);
}

async fn the_transaction_waits_for_the_end_of_its_savepoint(db: &Db) {
    let goals = Goal::repository();
    let tx = db.begin().await.unwrap();
    let point = tx.savepoint().await.unwrap();
    let error = goals.create(&tx, goal("a")).await.unwrap_err();
    assert!(error.is_invalid(), "{error}");
    assert!(tx.savepoint().await.is_err());
    let inner = point.savepoint().await.unwrap();
    assert!(goals.create(&point, goal("a")).await.unwrap_err().is_invalid());
    goals.create(&inner, goal("b")).await.unwrap();
    inner.release().await.unwrap();
    point.release().await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(names(db).await, ["b"]);
}

async fn the_transaction_ends_with_the_savepoint_open(db: &Db) {
    let goals = Goal::repository();
    let tx = db.begin().await.unwrap();
    let point = tx.savepoint().await.unwrap();
    goals.create(&point, goal("a")).await.unwrap();
    assert!(tx.commit().await.unwrap_err().is_invalid());
    assert!(goals.create(&point, goal("b")).await.is_err());
    assert!(point.release().await.is_err());
    assert!(names(db).await.is_empty());
}
