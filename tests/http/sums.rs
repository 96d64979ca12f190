//! The sum of money in the custom route of the guide, while amounts move.

use axum::Json;
use axum::routing::get;
use fin_infra::http::{Problem, Resources, Scoped};
use fin_infra::prelude::*;
use fin_infra_tests::on_each_store;
use serde_json::json;

use crate::client::Client;

/// Something to save for.
#[derive(FinResource)]
#[fin(tenant)]
struct Goal {
    target: Decimal,
}

async fn sum(goals: Scoped<Goal>) -> Result<Json<Decimal>, Problem> {
    let all = goals.repository.list(&goals.db, GoalQuery::new().page_size(10_000)).await?;
    if all.next.is_some() {
        return Err(Error::invalid("goals", "more than 10,000 are not added up").into());
    }
    Ok(Json(all.iter().map(|goal| goal.target).sum()))
}

/// Moves an amount from one row to another.
async fn transfer(db: &Db, goals: &GoalRepository, from: Uuid, to: Uuid) -> Result<(), Error> {
    let mut tx = db.begin().await?;
    for (id, change) in [(from, dec!(-1)), (to, dec!(1))] {
        let target = goals.get(&mut tx, id).await?.target + change;
        goals.update(&mut tx, id, GoalUpdate { target: Some(target) }).await?;
    }
    tx.commit().await
}

on_each_store!(
    [Goal] a_sum_is_consistent_while_amounts_move,
);

async fn a_sum_is_consistent_while_amounts_move(db: &Db) {
    let tenant = Uuid::now_v7();
    let goals = Goal::repository().tenant(tenant);
    let rows = goals.create_many(db, (0..1_200).map(|_| GoalCreate { target: dec!(10) })).await.unwrap();
    let (first, last) = (rows[0].id, rows[rows.len() - 1].id);
    let resources = Resources::new(db.clone()).add_with::<Goal>(|goals| goals.route("/sum", get(sum)));
    let client = Client::of(resources).of_tenant(tenant);
    let moving = async {
        for _ in 0..10 {
            transfer(db, &goals, first, last).await.unwrap();
            transfer(db, &goals, last, first).await.unwrap();
        }
    };
    let asking = async {
        for _ in 0..10 {
            assert_eq!(client.get("/goals/sum").await.expect(200), json!("12000.0000"));
        }
    };
    tokio::join!(moving, asking);
}
