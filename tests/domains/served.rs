//! The resources in the REST API.

use axum::body::Body;
use axum::http::Request;
use fin_infra::http::{Resources, TrustedHeaderTenant};
use fin_infra::prelude::*;
use fin_infra_domains::budgets::{Budget, BudgetCategory, Transaction};
use fin_infra_domains::goals::{FundingAccount, Goal, GoalContribution, GoalFunding, GoalMilestone};
use fin_infra_domains::net_worth::NetWorthSnapshot;
use fin_infra_tests::on_each_store;
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::support::{Household, day, paid};

/// All resources, as a program exposes them.
fn resources(db: &Db) -> Resources {
    Resources::new(db.clone())
        .tenant(TrustedHeaderTenant::new("x-tenant-id"))
        .add_with::<Budget>(|budgets| budgets.create_with(Budget::budget_categories()))
        .add::<BudgetCategory>()
        .add::<Transaction>()
        .add::<Goal>()
        .add_with::<GoalMilestone>(|milestones| milestones.read_only())
        .add_with::<GoalContribution>(|contributions| contributions.read_only())
        .add_with::<FundingAccount>(|accounts| accounts.read_only())
        .add_with::<GoalFunding>(|fundings| fundings.read_only())
        .add::<NetWorthSnapshot>()
}

async fn sent(db: &Db, tenant: Uuid, (method, path): (&str, &str), body: Value) -> (u16, Value) {
    let mut request = Request::builder()
        .method(method)
        .uri(path)
        .header("x-tenant-id", tenant.to_string())
        .header("content-type", "application/json");
    if method == "PATCH" {
        request = request.header("if-match", "*");
    }
    let request = request.body(Body::from(body.to_string())).unwrap();
    let response = resources(db).into_router().oneshot(request).await.unwrap();
    let status = response.status().as_u16();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    (status, serde_json::from_slice(&body).unwrap_or_default())
}

on_each_store!(
    [Budget, BudgetCategory] a_client_creates_a_budget_with_its_categories,
    [Goal, GoalContribution, GoalMilestone] a_client_reads_what_it_cannot_write,
    [NetWorthSnapshot] a_client_sends_a_snapshot_that_adds_up,
);

async fn a_client_creates_a_budget_with_its_categories(db: &Db) {
    let tenant = Uuid::now_v7();
    let budget = |planned: &str| {
        json!({
            "user_id": Uuid::nil(), "name": " Home ", "kind": "household", "period": "monthly",
            "starts_on": "2026-11-01", "ends_on": "2026-11-30",
            "budget_categories": [{ "name": "Food", "planned": { "amount": planned, "currency": "EUR" } }],
        })
    };
    let (status, problem) = sent(db, tenant, ("POST", "/budgets"), budget("-1")).await;
    assert_eq!(status, 422, "{problem}");
    let (status, problem) = sent(db, tenant, ("POST", "/budgets"), budget("1.005")).await;
    assert_eq!(status, 422, "{problem}");
    let (status, created) = sent(db, tenant, ("POST", "/budgets"), budget("400")).await;
    assert_eq!(
        (status, &created["name"], &created["related"]["budget_categories"]["items"][0]["name"]),
        (201, &json!("Home"), &json!("Food"))
    );
    let (status, list) =
        sent(db, tenant, ("GET", "/budgets?kind=household&starts_on[lte]=2026-11-30"), json!(null)).await;
    assert_eq!((status, list["items"].as_array().map(Vec::len)), (200, Some(1)));
}

async fn a_client_reads_what_it_cannot_write(db: &Db) {
    let home = Household::new();
    let goal = home.stored_goal(db, "Boat").await;
    home.goals.contribute(db, goal.id, paid(money!(5 EUR))).await.unwrap();
    let (status, list) = sent(db, home.tenant, ("GET", "/goal-contributions"), json!(null)).await;
    assert_eq!((status, &list["items"][0]["amount"]["amount"]), (200, &json!("5.00")));
    let contribution =
        json!({ "goal_id": goal.id, "amount": { "amount": "5", "currency": "EUR" }, "booked_on": day(1, 1) });
    let (status, _) = sent(db, home.tenant, ("POST", "/goal-contributions"), contribution).await;
    assert_eq!(status, 405);
    let path = format!("/goals/{}", goal.id);
    for (field, value) in [("status", json!("achieved")), ("current", json!(null)), ("target", json!(null))] {
        let (status, problem) = sent(db, home.tenant, ("PATCH", &path), json!({ field: value })).await;
        assert_eq!((status, &problem["errors"][0]["name"]), (422, &json!(field)), "{problem}");
    }
    let change = json!({ "name": "Yacht", "due_on": "2026-12-31" });
    let (status, changed) = sent(db, home.tenant, ("PATCH", &path), change).await;
    assert_eq!((status, &changed["name"], &changed["due_on"]), (200, &json!("Yacht"), &json!("2026-12-31")));
    let (status, same) = sent(db, home.tenant, ("PATCH", &path), json!({})).await;
    assert_eq!((status, &same["name"], &same["due_on"]), (200, &json!("Yacht"), &json!("2026-12-31")));
    assert_eq!(home.goals.get(db, goal.id).await.unwrap().current, money!(5 EUR));
}

async fn a_client_sends_a_snapshot_that_adds_up(db: &Db) {
    let tenant = Uuid::now_v7();
    let euros = |amount: &str| json!({ "amount": amount, "currency": "EUR" });
    let snapshot = |part: &str| {
        json!({
            "user_id": Uuid::nil(), "day": "2026-11-28", "assets": euros("5"), "liabilities": euros("1"), "net": euros("4"),
            "assets_by_kind": { "cash": part }, "liabilities_by_kind": { "loan": "1" },
        })
    };
    for (part, expected) in [("4.99", 422), ("5.00", 201), ("5.00", 409)] {
        let (status, answer) = sent(db, tenant, ("POST", "/net-worth-snapshots"), snapshot(part)).await;
        assert_eq!(status, expected, "{answer}");
    }
}

#[test]
fn the_enums_are_components_of_the_document() {
    let document = serde_json::to_value(resources(&Db::memory()).openapi()).unwrap();
    let schemas = &document["components"]["schemas"];
    for name in ["BudgetKind", "Period", "GoalStatus", "GoalCategory"] {
        assert!(schemas[name].is_object(), "{name}");
    }
    let create = schemas["GoalCreate"]["properties"].as_object().unwrap();
    assert!(
        create.contains_key("target") && !create.contains_key("status") && !create.contains_key("current")
    );
}
