//! The acceptance test of the chapter about testing, on PostgreSQL.

use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, StatusCode};
use fin_infra::http::{Resources, TrustedHeaderTenant};
use fin_infra::prelude::*;
use fin_infra_tests::postgres;
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::blocks::{block, repository};

#[derive(FinResource)]
#[fin(tenant, soft_delete)]
pub struct Budget {
    #[fin(unique)]
    pub name: String,
}

/// The application, as `main` makes it.
fn app(db: Db) -> axum::Router {
    Resources::new(db).tenant(TrustedHeaderTenant::new("x-tenant-id")).add::<Budget>().into_router()
}

/// Sends a request of a tenant, and returns the status and the body of the response.
async fn send(
    app: &axum::Router,
    tenant: Uuid,
    method: Method,
    path: &str,
    body: Value,
) -> (StatusCode, Value) {
    let request = Request::builder().method(method).uri(path).header("x-tenant-id", tenant.to_string());
    let request = request.header("content-type", "application/json");
    let body = if body.is_null() { Body::empty() } else { Body::from(body.to_string()) };
    let response = app.clone().oneshot(request.body(body).unwrap()).await.unwrap();
    let status = response.status();
    let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    (status, serde_json::from_slice(&body).unwrap_or_default())
}

async fn a_budget_is_created_read_listed_and_deleted(url: &str) -> Result<(), Error> {
    let db = Db::connect(url).await?;
    schema::create_all(&db, &[schema::of::<Budget>()]).await?; // or migrations, as below
    let (app, tenant) = (app(db), Uuid::now_v7());

    let (status, budget) = send(&app, tenant, Method::POST, "/budgets", json!({"name": "Travel"})).await;
    assert_eq!((status, &budget["name"]), (StatusCode::CREATED, &json!("Travel")));
    let path = format!("/budgets/{}", budget["id"].as_str().unwrap());
    assert_eq!(send(&app, tenant, Method::GET, &path, Value::Null).await, (StatusCode::OK, budget.clone()));
    let (_, page) = send(&app, tenant, Method::GET, "/budgets", Value::Null).await;
    assert_eq!(page["items"], json!([budget]));

    // To another tenant, it does not exist.
    let (status, _) = send(&app, Uuid::now_v7(), Method::GET, &path, Value::Null).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let (status, _) = send(&app, tenant, Method::DELETE, &path, Value::Null).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    Ok(())
}

#[tokio::test]
async fn the_acceptance_test_passes_on_postgres_as_printed() {
    let database = postgres();
    a_budget_is_created_read_listed_and_deleted(database.url()).await.unwrap();

    let this = std::fs::read_to_string(repository().join("tests/guides/acceptance.rs")).unwrap();
    let printed = block("docs/src/testing.md", "rust,no_run", "fn app(db: Db)");
    let (_, program) = printed.split_once("use tower::ServiceExt as _;\n").unwrap();
    assert!(this.contains(program), "this is not what is run:\n{program}");
}
