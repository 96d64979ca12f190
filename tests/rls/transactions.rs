//! Transactions of one tenant.

use fin_infra::prelude::*;

use crate::env::{
    AnyGoal, AnyGoalQuery, Goal, GoalCreate, GoalQuery, Note, NoteQuery, TestEnv, Ticket, TicketQuery,
};

#[tokio::test]
async fn its_statements_need_no_predicate_to_see_one_tenants_rows() {
    let env = TestEnv::new().await;
    let rows = env.rows().await;
    let db = env.db().await;
    let tenant: Uuid = rows[0].ours.parse().unwrap();
    let mut transaction = db.begin_for(tenant).await.unwrap();
    let goals = Goal::repository().tenant(tenant);
    assert_eq!(goals.count(&mut transaction, GoalQuery::new()).await.unwrap(), 2);
    // A resource without tenants sets none: what it sees is what the transaction set.
    assert_eq!(AnyGoal::repository().count(&mut transaction, AnyGoalQuery::new()).await.unwrap(), 2);
    transaction.commit().await.unwrap();
    assert_eq!(AnyGoal::repository().count(&db, AnyGoalQuery::new()).await.unwrap(), 0);
}

#[tokio::test]
async fn its_tenant_is_gone_when_it_is_undone_or_dropped() {
    let env = TestEnv::new().await;
    let tenant: Uuid = env.rows().await[0].ours.parse().unwrap();
    let db = env.db().await;
    db.begin_for(tenant).await.unwrap().rollback().await.unwrap();
    assert_eq!(AnyGoal::repository().count(&db, AnyGoalQuery::new()).await.unwrap(), 0);
    drop(db.begin_for(tenant).await.unwrap());
    assert_eq!(AnyGoal::repository().count(&db, AnyGoalQuery::new()).await.unwrap(), 0);
}

#[tokio::test]
async fn tenants_of_every_type_have_one() {
    let env = TestEnv::new().await;
    env.rows().await;
    let db = env.db().await;
    for tenant in ["acme", "other"] {
        let mut transaction = db.begin_for(tenant).await.unwrap();
        let seen = Note::repository().tenant(tenant).count(&mut transaction, NoteQuery::new()).await.unwrap();
        assert_eq!(seen, if tenant == "acme" { 2 } else { 1 });
    }
    let mut transaction = db.begin_for(-8_i64).await.unwrap();
    let tickets = Ticket::repository().tenant(-8);
    assert_eq!(tickets.count(&mut transaction, TicketQuery::new()).await.unwrap(), 1);
}

#[tokio::test]
async fn calls_in_an_ordinary_one_are_each_their_own_tenants() {
    let env = TestEnv::new().await;
    let db = env.db().await;
    let [ours, theirs] = [(); 2].map(|()| Goal::repository().tenant(Uuid::now_v7()));
    let mut transaction = db.begin().await.unwrap();
    for goals in [&ours, &theirs, &ours] {
        let name = Uuid::now_v7().to_string();
        goals.create(&mut transaction, GoalCreate { name }).await.unwrap();
    }
    assert_eq!(ours.count(&mut transaction, GoalQuery::new()).await.unwrap(), 2);
    assert_eq!(theirs.count(&mut transaction, GoalQuery::new()).await.unwrap(), 1);
    transaction.commit().await.unwrap();
}
