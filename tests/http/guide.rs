//! The requests of the guide, as they are printed there.

use fin_infra_core::prelude::*;
use fin_infra_tests::on_each_store;
use fin_infra_tests::resources::Budget;
use serde_json::json;

use crate::client::budgets;

on_each_store! {
    [Budget]
    async fn a_row_is_created_listed_changed_and_deleted(db: &Db) {
        let client = budgets(db);
        let created = client.post("/budgets", &json!({"name": "Food"})).await;
        println!("{created:?}");
        let food = created.expect(201);
        let path = format!("/budgets/{}", food["id"].as_str().unwrap());
        assert_eq!(created.header("location"), Some(path.as_str()));
        let page = client.get("/budgets?page=1&page_size=20").await.expect(200);
        assert_eq!(page["items"], json!([food]));
    }
}
