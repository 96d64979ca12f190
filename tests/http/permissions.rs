//! Actions that are not granted are rejected.

use std::sync::{Arc, Mutex};

use axum::http::request::Parts;
use axum::routing::{MethodRouter, get};
use fin_infra::http::{Action, Denied, Permissions, Resources, Scoped};
use fin_infra::prelude::*;
use fin_infra_tests::on_each_store;
use fin_infra_tests::resources::Budget;
use serde_json::json;

use crate::client::{Client, budgets, draft, path_of};

/// Grants nothing.
struct Nothing;

impl Permissions for Nothing {}

/// Every request, with its action.
async fn every_request(client: &Client, path: &str) -> Vec<(Vec<Action>, crate::client::Answer)> {
    vec![
        (vec![Action::List], client.get("/budgets").await),
        (vec![Action::Search], client.get("/budgets?q=f").await),
        (vec![Action::Search], client.get("/budgets/search?q=f").await),
        (vec![Action::List, Action::IncludeDeleted], client.get("/budgets?include_deleted=true").await),
        (
            vec![Action::Search, Action::OnlyDeleted],
            client.get("/budgets/search?q=f&only_deleted=true").await,
        ),
        (vec![Action::Get], client.get(path).await),
        (vec![Action::Create], client.post("/budgets", &json!({})).await),
        (vec![Action::Update], client.patch(path, &json!({})).await),
        (vec![Action::Delete], client.delete(path).await),
        (vec![Action::HardDelete], client.delete(&format!("{path}?hard=true")).await),
        (vec![Action::Restore], client.post(&format!("{path}/restore"), &json!({})).await),
    ]
}

/// An exchange rate, without tenants.
#[derive(FinResource)]
#[fin(soft_delete, search = "currency")]
struct Rate {
    currency: String,
}

fn own() -> MethodRouter {
    get(async || "read").post(async || "written")
}

on_each_store!(
    [Rate] a_resource_without_tenants_is_read_only_by_default,
    [Budget] an_action_that_is_not_granted_is_rejected,
    [Budget] further_permissions_only_narrow,
    [Budget] a_custom_route_has_its_own_action,
    [Budget] permissions_see_every_action_of_a_request,
    [Budget] without_permissions_privileged_actions_are_rejected,
    [Budget] one_action_that_is_denied_denies_the_request,
);

async fn a_resource_without_tenants_is_read_only_by_default(db: &Db) {
    let client = Client::of(Resources::new(db.clone()).add_with::<Rate>(|rates| rates.route("/own", own())));
    let path = format!("/rates/{}", Uuid::now_v7());
    let (restore, hard) = (format!("{path}/restore"), format!("{path}?hard=true"));
    let rate = json!({"currency": "EUR"});
    for (refused, action) in [
        (client.post("/rates", &rate).await, "create"),
        (client.patch(&path, &rate).await, "update"),
        (client.delete(&path).await, "delete"),
        (client.delete(&hard).await, "hard_delete"),
        (client.post(&restore, &json!({})).await, "restore"),
        (client.get("/rates?include_deleted=true").await, "include_deleted"),
        (client.post("/rates/own", &json!({})).await, "custom"),
    ] {
        refused.problem(403, "forbidden");
        let detail = refused.value()["detail"].as_str().unwrap().to_owned();
        assert_eq!(detail, format!("the action `{action}` is not permitted"));
    }
    for path in ["/rates", "/rates?q=e", "/rates/search?q=e"] {
        client.get(path).await.expect(200);
    }
    client.get(&path).await.problem(404, "not-found");
    assert_eq!(client.get("/rates/own").await.body, b"read");

    let creates =
        |_: &Parts, action: Action, _: &str| if action == Action::Create { Ok(()) } else { Err(Denied) };
    let granted = Client::of(Resources::new(db.clone()).permissions(creates).add::<Rate>());
    granted.post("/rates", &rate).await.expect(201);
    granted.get("/rates").await.problem(403, "forbidden");
}

async fn an_action_that_is_not_granted_is_rejected(db: &Db) {
    let client = Client::of(Resources::new(db.clone()).add::<Budget>().permissions(Nothing));
    let path = path_of(&budgets(db).of_tenant(Uuid::now_v7()).post("/budgets", &draft("Food")).await);
    for (actions, answer) in every_request(&client, &path).await {
        answer.problem(403, "forbidden");
        assert!(String::from_utf8_lossy(&answer.body).contains(actions[0].name()));
    }
}

async fn further_permissions_only_narrow(db: &Db) {
    let all = |_: &Parts, _: Action, _: &str| Ok(());
    let reads = |_: &Parts, action: Action, _: &str| match action {
        Action::List | Action::Get => Ok(()),
        _ => Err(Denied),
    };
    let searches = |_: &Parts, action: Action, _: &str| match action {
        Action::List | Action::Search => Ok(()),
        _ => Err(Denied),
    };
    let resources = || Resources::new(db.clone()).add::<Budget>();
    for (resources, granted) in [
        (resources().permissions(all).permissions(reads), &[Action::List, Action::Get][..]),
        (resources().permissions(reads).permissions(all), &[Action::List, Action::Get]),
        (resources().permissions(reads).permissions(searches), &[Action::List]),
        (resources().permissions(all).permissions(all).permissions(Nothing), &[]),
    ] {
        let client = Client::of(resources);
        let path = path_of(&budgets(db).of_tenant(Uuid::now_v7()).post("/budgets", &draft("Food")).await);
        for (actions, answer) in every_request(&client, &path).await {
            let is_granted = actions.iter().all(|action| granted.contains(action));
            assert_eq!(answer.status != 403, is_granted, "{actions:?} of {granted:?}: {}", answer.status);
        }
    }
}

async fn a_custom_route_has_its_own_action(db: &Db) {
    let own = |hook: fn(&Parts, Action, &str) -> Result<(), Denied>| {
        let resources = Resources::new(db.clone()).permissions(hook);
        Client::of(
            resources
                .add_with::<Budget>(|budgets| budgets.route("/count", get(async |_: Scoped<Budget>| "0"))),
        )
    };
    let custom = |_: &Parts, action, resource: &str| {
        if action == Action::Custom && resource == "budgets" { Ok(()) } else { Err(Denied) }
    };
    assert_eq!(own(custom).get("/budgets/count").await.body, b"0");
    own(|_, _, _| Err(Denied)).get("/budgets/count").await.problem(403, "forbidden");
    own(|_, _, _| Err(Denied)).post("/budgets/count", &json!({})).await.problem(405, "method-not-allowed");
}

async fn permissions_see_every_action_of_a_request(db: &Db) {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let seen_by_hook = seen.clone();
    let hook = move |_: &Parts, action, resource: &str| {
        assert_eq!(resource, "budgets");
        seen_by_hook.lock().unwrap().push(action);
        Ok(())
    };
    let client = Client::of(Resources::new(db.clone()).add::<Budget>().permissions(hook));
    let mut expected = Vec::new();
    for (actions, answer) in every_request(&client, &format!("/budgets/{}", Uuid::now_v7())).await {
        assert_ne!(answer.status, 403);
        expected.extend(actions);
    }
    assert_eq!(*seen.lock().unwrap(), expected);
}

async fn without_permissions_privileged_actions_are_rejected(db: &Db) {
    let client = budgets(db);
    let path = path_of(&client.post("/budgets", &draft("Food")).await);
    for (actions, answer) in every_request(&client, &path).await {
        let privileged = actions.iter().any(|action| action.is_privileged());
        assert_eq!(answer.status == 403, privileged, "{actions:?}");
    }
}

async fn one_action_that_is_denied_denies_the_request(db: &Db) {
    let hook = |_: &Parts, action, _: &str| {
        if action == Action::IncludeDeleted { Err(Denied) } else { Ok(()) }
    };
    let client = Client::of(Resources::new(db.clone()).add::<Budget>().permissions(hook));
    client.get("/budgets?include_deleted=true").await.problem(403, "forbidden");
    client.get("/budgets?include_deleted=true&include_deleted=false").await.problem(403, "forbidden");
    client.get("/budgets?include_deleted=false").await.expect(200);
}
