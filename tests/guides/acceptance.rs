//! The acceptance test of the chapter about testing, on PostgreSQL.

mod secured;

use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, StatusCode};
use fin_infra::http::{Resources, TrustedHeaderTenant};
use fin_infra::prelude::*;
use fin_infra::testing::{self, TestDatabase};
use fin_infra_tests::postgres;
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::blocks::block;

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

async fn a_budget_is_created_read_listed_and_deleted(database: &TestDatabase) -> Result<(), Error> {
    schema::create_all(&database.connect().await?, &[schema::of::<Budget>()]).await?;
    let (app, tenant) = (app(database.connect_as_application().await?), testing::tenant());

    let (status, budget) = send(&app, tenant, Method::POST, "/budgets", json!({"name": "Travel"})).await;
    assert_eq!((status, &budget["name"]), (StatusCode::CREATED, &json!("Travel")));
    let path = format!("/budgets/{}", budget["id"].as_str().unwrap());
    assert_eq!(send(&app, tenant, Method::GET, &path, Value::Null).await, (StatusCode::OK, budget.clone()));
    let (_, page) = send(&app, tenant, Method::GET, "/budgets", Value::Null).await;
    assert_eq!(page["items"], json!([budget]));

    // To another tenant, it does not exist.
    let (status, _) = send(&app, testing::tenant(), Method::GET, &path, Value::Null).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let (status, _) = send(&app, tenant, Method::DELETE, &path, Value::Null).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    Ok(())
}

#[tokio::test]
async fn the_acceptance_test_passes_on_postgres_as_printed() {
    let server = postgres();
    let database = TestDatabase::create(server.url()).await.unwrap();
    a_budget_is_created_read_listed_and_deleted(&database).await.unwrap();

    assert_is_printed(include_str!("acceptance.rs"), "fn app(db: Db)", "use tower::ServiceExt as _;\n");
}

/// Compares a file of these tests with the block of the chapter that has certain words, below its imports.
fn assert_is_printed(run: &str, words: &str, last_import: &str) {
    let printed = block("docs/src/testing.md", "rust,no_run", words);
    let (_, program) = printed.split_once(last_import).unwrap();
    assert!(run.contains(program), "this is not what is run:\n{program}");
}
