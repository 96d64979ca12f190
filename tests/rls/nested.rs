//! Rows that a request creates together with their children, as the unprivileged role.

use axum::Router;
use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{Request, StatusCode};
use fin_infra::http::{Action, Resources, TrustedHeaderTenant};
use fin_infra::prelude::*;
use fin_infra::schema;
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::env::TestEnv;

/// Where money comes from.
#[derive(FinResource)]
#[fin(tenant, rls)]
struct Account {
    name: String,
}

/// Something to save for.
#[derive(FinResource)]
#[fin(tenant, rls, soft_delete, children("Deposit"))]
struct Plan {
    name: String,
}

/// What was saved.
#[derive(FinResource)]
#[fin(tenant, rls, soft_delete)]
struct Deposit {
    #[fin(belongs_to = "Plan")]
    plan_id: Uuid,
    #[fin(belongs_to = "Account")]
    account_id: Uuid,
    amount: Decimal,
}

async fn api() -> (TestEnv, Router) {
    let env = TestEnv::new().await;
    let tables = [schema::of::<Account>(), schema::of::<Plan>(), schema::of::<Deposit>()];
    schema::create_all(&env.db_of_administrator().await, &tables).await.unwrap();
    env.administer("GRANT SELECT, INSERT, UPDATE, DELETE ON accounts, plans, deposits TO {role}").await;
    let resources = Resources::new(env.db().await)
        .add::<Account>()
        .add_with::<Plan>(|plans| plans.create_with(Plan::deposits()))
        .add::<Deposit>()
        .tenant(TrustedHeaderTenant::new("x-tenant-id"))
        .permissions(|_: &Parts, _: Action, _: &str| Ok(()));
    (env, resources.into_router())
}

async fn send(api: &Router, tenant: Uuid, method: &str, path: &str, body: &Value) -> (StatusCode, Value) {
    let request = Request::builder().method(method).uri(path);
    let request =
        request.header("x-tenant-id", tenant.to_string()).header("content-type", "application/json");
    let response = api.clone().oneshot(request.body(Body::from(body.to_string())).unwrap()).await.unwrap();
    let (status, body) = (response.status(), response.into_body().collect().await.unwrap().to_bytes());
    (status, serde_json::from_slice(&body).unwrap())
}

/// How many plans and deposits a tenant sees.
async fn counts(api: &Router, tenant: Uuid) -> [Value; 2] {
    let mut totals = [Value::Null, Value::Null];
    for (total, path) in totals.iter_mut().zip(["/plans?with_total=true", "/deposits?with_total=true"]) {
        *total = send(api, tenant, "GET", path, &Value::Null).await.1["total"].take();
    }
    totals
}

#[tokio::test]
async fn a_tenant_creates_a_row_with_its_children_and_no_other_sees_them() {
    let (_env, api) = api().await;
    let [ours, theirs] = [(); 2].map(|()| Uuid::now_v7());
    let (_, account) = send(&api, ours, "POST", "/accounts", &json!({"name": "cash"})).await;
    let deposit = |amount| json!({"account_id": account["id"], "amount": amount});
    let body = json!({"name": "Boat", "deposits": [deposit("1.00"), deposit("2.50")]});
    let (status, plan) = send(&api, ours, "POST", "/plans", &body).await;
    assert_eq!(status, 201, "{plan}");
    let deposits = plan["related"]["deposits"]["items"].as_array().unwrap();
    let stored: Vec<_> =
        deposits.iter().map(|deposit| (&deposit["tenant_id"], &deposit["plan_id"])).collect();
    assert_eq!(stored, [(&json!(ours), &plan["id"]); 2]);
    assert_eq!(counts(&api, ours).await, [json!(1), json!(2)]);
    assert_eq!(counts(&api, theirs).await, [json!(0), json!(0)]);
}

#[tokio::test]
async fn a_child_that_names_a_row_of_another_tenant_leaves_nothing() {
    let (env, api) = api().await;
    let [ours, theirs] = [(); 2].map(|()| Uuid::now_v7());
    let mut accounts = Vec::new();
    for tenant in [ours, theirs] {
        accounts
            .push(send(&api, tenant, "POST", "/accounts", &json!({"name": "cash"})).await.1["id"].clone());
    }
    let deposits: Vec<Value> =
        accounts.iter().map(|account| json!({"account_id": account, "amount": "1.00"})).collect();
    let (status, problem) =
        send(&api, ours, "POST", "/plans", &json!({"name": "Boat", "deposits": deposits})).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{problem}");
    // The database does not say which of the rows it is.
    assert_eq!(problem["errors"][0]["name"], "deposits.account_id");
    let mut administrator = env.administrator().await;
    let rows: i64 =
        sqlx::query_scalar("SELECT (SELECT count(*) FROM plans) + (SELECT count(*) FROM deposits)")
            .fetch_one(&mut administrator)
            .await
            .unwrap();
    assert_eq!(rows, 0);
}
