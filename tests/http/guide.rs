//! The requests of the guide.

use fin_infra::http::{Denied, Resources};
use fin_infra::prelude::*;
use fin_infra_tests::on_each_store;
use fin_infra_tests::resources::Budget;
use serde_json::json;

use crate::client::{Client, budgets, draft, names, path_of};

/// What the guide's lists are filtered by.
#[derive(FinResource)]
#[fin(tenant, soft_delete, search = "name")]
struct Plan {
    #[fin(order)]
    name: String,
    #[fin(filter)]
    category: String,
    #[fin(filter)]
    active: bool,
}

fn plans(db: &Db) -> Client {
    Client::of(Resources::new(db.clone()).add::<Plan>())
}

on_each_store!(
    [Budget] a_row_is_created_read_changed_and_deleted,
    [Budget] a_deleted_row_is_restored_or_removed_with_permission,
    [Plan] the_requests_of_the_guide_work,
    [Budget] pages_and_cursors_go_through_all_rows,
);

async fn a_row_is_created_read_changed_and_deleted(db: &Db) {
    let client = budgets(db);
    let created = client.post("/budgets", &draft("Food")).await;
    let path = path_of(&created);
    let food = created.value();
    assert_eq!(path, format!("/budgets/{}", food["id"].as_str().unwrap()));
    assert_eq!(food["name"], "Food");
    assert_eq!(food["amount"], "250.0000");
    assert_eq!(food["rollover_enabled"], false);
    assert_eq!(food["deleted_at"], json!(null));

    assert_eq!(client.get(&path).await.expect(200), food);
    let changed = client.patch(&path, &json!({"name": "Groceries", "amount": null})).await.expect(200);
    assert_eq!(changed["name"], "Groceries");
    assert_eq!(changed["amount"], json!(null));
    assert_eq!(changed["period_end"], "2026-11-30T23:59:59.999999Z");
    assert_eq!(client.get(&path).await.expect(200), changed);

    let deleted = client.delete(&path).await;
    deleted.expect(204);
    assert!(deleted.body.is_empty());
    client.get(&path).await.problem(404, "not-found");
    client.delete(&path).await.problem(404, "not-found");
    client.patch(&path, &json!({"name": "Fuel"})).await.problem(404, "not-found");
}

async fn a_deleted_row_is_restored_or_removed_with_permission(db: &Db) {
    let everything = |_: &_, _, _: &str| Ok::<_, Denied>(());
    let client = Client::of(Resources::new(db.clone()).add::<Budget>().permissions(everything));
    let path = path_of(&client.post("/budgets", &draft("Food")).await);
    client.delete(&path).await.expect(204);
    assert_eq!(names(&client.get("/budgets").await), [""; 0]);
    assert_eq!(names(&client.get("/budgets?include_deleted=true").await), ["Food"]);
    assert_eq!(names(&client.get("/budgets/search?q=FO&only_deleted=true").await), ["Food"]);

    let restored = client.post(&format!("{path}/restore"), &json!({})).await.expect(200);
    assert_eq!(client.get(&path).await.expect(200), restored);
    // A retry after a lost response succeeds.
    assert_eq!(client.post(&format!("{path}/restore/"), &json!({})).await.expect(200), restored);

    client.delete(&format!("{path}?hard=true")).await.expect(204);
    assert_eq!(names(&client.get("/budgets?include_deleted=true").await), [""; 0]);
    client.delete(&format!("{path}?hard=true")).await.problem(404, "not-found");
}

async fn the_requests_of_the_guide_work(db: &Db) {
    let client = plans(db);
    for (name, category, active) in
        [("Groceries", "personal", true), ("Rent", "personal", false), ("Travel", "business", true)]
    {
        let plan = json!({"name": name, "category": category, "active": active});
        client.post("/plans/", &plan).await.expect(201);
    }
    for (query, expected) in [
        ("?page=1&page_size=20&order_by=name", &["Groceries", "Rent", "Travel"] as &[_]),
        ("?q=groceries", &["Groceries"]),
        ("?order_by=name&order_dir=asc", &["Groceries", "Rent", "Travel"]),
        ("?order_by=name&order_dir=desc", &["Travel", "Rent", "Groceries"]),
        ("?category=personal&active=true", &["Groceries"]),
        ("?include_deleted=false&order_by=name", &["Groceries", "Rent", "Travel"]),
        ("/search?q=TRAV", &["Travel"]),
    ] {
        let (path, query) = query.split_once('?').unwrap();
        for slash in ["", "/"] {
            let answer = client.get(&format!("/plans{path}{slash}?{query}")).await;
            assert_eq!(names(&answer), expected, "{path}{slash}?{query}");
        }
    }
}

async fn pages_and_cursors_go_through_all_rows(db: &Db) {
    let client = budgets(db);
    for number in 0..7 {
        client.post("/budgets", &draft(&format!("Budget {number}"))).await.expect(201);
    }
    let page = client.get("/budgets?order_by=name&page=2&page_size=3&with_total=true").await;
    assert_eq!(names(&page), ["Budget 3", "Budget 4", "Budget 5"]);
    let page = page.value();
    assert_eq!((&page["page"], &page["page_size"], &page["total"]), (&json!(2), &json!(3), &json!(7)));

    let mut found = Vec::new();
    let mut query = "order_by=name&order_dir=desc&page_size=3".to_owned();
    loop {
        let answer = client.get(&format!("/budgets?{query}")).await;
        found.extend(names(&answer));
        let page = answer.value();
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        assert_eq!(page["total"], json!(null));
        query = format!("order_by=name&order_dir=desc&page_size=3&cursor={cursor}");
    }
    assert_eq!(found, (0..7).rev().map(|number| format!("Budget {number}")).collect::<Vec<_>>());

    let past = client.get("/budgets?page=100000000000000000000").await.expect(200);
    assert_eq!(past["items"], json!([]));
}
