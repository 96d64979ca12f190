//! Each kind of children needs the permission to create it, as its own route does.

use std::sync::{Arc, Mutex};

use axum::http::request::Parts;
use fin_infra::http::{Action, Denied, Resources};
use fin_infra::prelude::*;
use fin_infra_tests::on_each_store;
use serde_json::json;

use super::{Account, Deposit, Goal, Line, Note, counts, deposit, resources};
use crate::client::Client;

/// A country, which is everybody's.
#[derive(FinResource)]
#[fin(table = "countries", children("City"))]
struct Country {
    name: String,
}

/// A city of a country.
#[derive(FinResource)]
#[fin(table = "cities")]
struct City {
    #[fin(belongs_to = "Country")]
    country_id: Uuid,
    name: String,
}

on_each_store!(
    [Account, Goal, Deposit, Note, Line] each_kind_of_children_needs_its_permission,
    [Account, Goal, Deposit, Note, Line] a_request_needs_a_tenant_that_its_children_can_have,
    [Country, City] without_permissions_shared_rows_are_read_only,
);

async fn each_kind_of_children_needs_its_permission(db: &Db) {
    let tenant = Uuid::now_v7();
    let asked = Arc::new(Mutex::new(Vec::new()));
    let log = asked.clone();
    let all = Client::of(resources(db).permissions(|_: &Parts, _: Action, _: &str| Ok(()))).of_tenant(tenant);
    let client = Client::of(resources(db).permissions(move |_: &Parts, action: Action, of: &str| {
        log.lock().unwrap().push((of.to_owned(), action));
        if of == "deposits" { Err(Denied) } else { Ok(()) }
    }))
    .of_tenant(tenant);
    let post = async |body| {
        let answer = client.post("/goals", &body).await;
        (answer, std::mem::take(&mut *asked.lock().unwrap()))
    };
    let create = |of: &str| (of.to_owned(), Action::Create);

    let (answer, asked) = post(json!({"name": "Boat", "notes": [{}]})).await;
    answer.expect(201);
    assert_eq!(asked, [create("goals"), create("notes")]);
    let (answer, asked) = post(json!({"name": "Car"})).await;
    answer.expect(201);
    assert_eq!(asked, [create("goals")]);

    // The permission comes before the values, also for an empty list.
    for deposits in [json!([deposit("a", "1")]), json!([]), json!([{"amount": "much"}]), json!(1)] {
        let (answer, asked) = post(json!({"name": "House", "deposits": deposits, "notes": [{}]})).await;
        answer.problem(403, "forbidden");
        assert_eq!(asked, [create("goals"), create("deposits")]);
    }
    assert_eq!(counts(&all).await, [2, 0, 1]);
    all.post("/goals", &json!({"name": "House", "deposits": [deposit("a", "1")]})).await.expect(201);
}

async fn a_request_needs_a_tenant_that_its_children_can_have(db: &Db) {
    let client = Client::of(resources(db));
    let body = json!({"name": "Boat", "deposits": [deposit("a", "1")]});
    client.without("x-tenant-id").post("/goals", &body).await.problem(400, "tenant-missing");
    client.of_tenant("nobody").post("/goals", &body).await.problem(400, "tenant-missing");
    // Without permissions, every tenant may create its own rows.
    client.post("/goals", &body).await.expect(201);
    assert_eq!(counts(&client).await, [1, 1, 0]);
    assert_eq!(counts(&client.of_another_tenant()).await, [0, 0, 0]);
}

async fn without_permissions_shared_rows_are_read_only(db: &Db) {
    let resources = || {
        let resources = Resources::new(db.clone()).add::<City>();
        resources.add_with::<Country>(|countries| countries.create_with(Country::cities()))
    };
    let body = json!({"name": "Peru", "cities": [{"name": "Lima"}]});
    Client::of(resources()).post("/countries", &body).await.problem(403, "forbidden");
    let granted = Client::of(resources().permissions(|_: &Parts, _: Action, _: &str| Ok(())));
    let peru = granted.without("x-tenant-id").post("/countries", &body).await.expect(201);
    assert_eq!(peru["related"]["cities"]["items"][0]["name"], "Lima");
    let parents_only = |_: &Parts, _: Action, of: &str| if of == "cities" { Err(Denied) } else { Ok(()) };
    let denied = Client::of(resources().permissions(parents_only));
    denied.post("/countries", &body).await.problem(403, "forbidden");
    let countries = granted.get("/countries?with_total=true").await.expect(200);
    assert_eq!(countries["total"], 1);
}
