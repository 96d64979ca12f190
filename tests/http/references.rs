//! References to other rows: those in a body, and those that keep a row from being removed.

use fin_infra::http::{Action, Resources};
use fin_infra::prelude::*;
use fin_infra_tests::on_each_store;
use serde_json::{Value, json};

use crate::client::{Client, path_of};

/// Where money is.
#[derive(FinResource)]
#[fin(tenant, soft_delete)]
struct Account {
    name: String,
}

/// What was spent.
#[derive(FinResource)]
#[fin(tenant)]
struct Payment {
    #[fin(belongs_to = "Account")]
    account_id: Uuid,
    note: String,
}

fn client(db: &Db) -> Client {
    let everything = |_: &_, _: Action, _: &str| Ok(());
    Client::of(Resources::new(db.clone()).permissions(everything).add::<Account>().add::<Payment>())
}

/// A new account, and its id.
async fn account(client: &Client) -> (String, String) {
    let path = path_of(&client.post("/accounts", &json!({"name": "cash"})).await);
    let id = path.rsplit('/').next().unwrap().to_owned();
    (path, id)
}

fn payment(account_id: &str) -> Value {
    json!({"account_id": account_id, "note": "bread"})
}

on_each_store!(
    [Payment, Account] a_reference_to_a_missing_row_is_an_error_in_the_body,
    [Payment, Account] a_client_may_send_back_the_deleted_parent_that_a_row_has,
);

async fn a_reference_to_a_missing_row_is_an_error_in_the_body(db: &Db) {
    let client = client(db);
    let (own, id) = account(&client).await;
    let payments = path_of(&client.post("/payments", &payment(&id)).await);
    let (deleted_path, deleted) = account(&client).await;
    client.delete(&deleted_path).await.expect(204);
    let (_, theirs) = account(&client.of_another_tenant()).await;
    for nowhere in [deleted, theirs, Uuid::now_v7().to_string()] {
        for refused in [
            client.post("/payments", &payment(&nowhere)).await,
            client.patch(&payments, &json!({"account_id": nowhere})).await,
        ] {
            assert_eq!(refused.problem(422, "invalid-body"), ["account_id"]);
            assert_eq!(refused.value()["detail"], "refers to a row that does not exist");
        }
    }
    // No field is at fault: other rows refer to the row.
    assert!(client.delete(&format!("{own}?hard=true")).await.problem(409, "conflict").is_empty());
}

async fn a_client_may_send_back_the_deleted_parent_that_a_row_has(db: &Db) {
    let client = client(db);
    let (path, id) = account(&client).await;
    let row = path_of(&client.post("/payments", &payment(&id)).await);
    client.delete(&path).await.expect(204);
    let changed = client.patch(&row, &json!({"account_id": id, "note": "milk"})).await.expect(200);
    assert_eq!((&changed["account_id"], &changed["note"]), (&json!(id), &json!("milk")));
    client.post("/payments", &payment(&id)).await.problem(422, "invalid-body");
}
