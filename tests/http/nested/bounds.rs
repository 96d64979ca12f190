//! How many children a request creates.

use fin_infra::prelude::*;
use fin_infra_tests::on_each_store;
use serde_json::{Value, json};

use super::{Account, Deposit, Goal, Line, Note, client, counts, deposit};

on_each_store!(
    [Account, Goal, Deposit, Note, Line] a_request_creates_at_most_five_hundred_children,
);

fn deposits(count: usize) -> Vec<Value> {
    (0..count).map(|number| deposit(&number.to_string(), "1")).collect()
}

async fn a_request_creates_at_most_five_hundred_children(db: &Db) {
    let client = client(db);
    let detail = "takes at most 500 children in one request";
    let many = json!({"name": "Boat", "deposits": deposits(501)});
    let refused = client.post("/goals", &many).await;
    assert_eq!(refused.problem(422, "invalid-body"), ["deposits"]);
    assert_eq!(refused.value()["errors"][0]["detail"], detail);
    // The lists are counted together, in the order in which the resource has them.
    let both = json!({"name": "Boat", "notes": [{}], "deposits": deposits(500)});
    let refused = client.post("/goals", &both).await;
    assert_eq!(refused.problem(422, "invalid-body"), ["notes"]);
    assert_eq!(refused.value()["errors"][0]["detail"], detail);
    assert_eq!(counts(&client).await, [0, 0, 0]);

    let most = json!({"name": "Boat", "notes": [{}], "deposits": deposits(499)});
    let goal = client.post("/goals", &most).await.expect(201);
    let rows = goal["related"]["deposits"]["items"].as_array().unwrap();
    assert_eq!(rows.len(), 499);
    assert!(rows.iter().enumerate().all(|(number, row)| row["label"].as_str() == Some(&*number.to_string())));
    assert_eq!(goal["related"]["deposits"]["has_more"], false);
    assert_eq!(counts(&client).await, [1, 499, 1]);
}
