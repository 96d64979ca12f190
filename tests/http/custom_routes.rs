//! Custom routes, which behave like the other endpoints.

use axum::body::Body;
use axum::extract::{Extension, Path};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use axum::routing::{delete, get, post};
use axum::{Json, Router};
use fin_infra::http::{Action, Denied, ResourceOptions, Resources, Scoped, Tenant};
use fin_infra::prelude::*;
use fin_infra_tests::on_each_store;
use fin_infra_tests::resources::Budget;
use serde::Deserialize;
use serde_json::json;

use crate::client::{Answer, Client, TENANT};

#[derive(Deserialize)]
struct Wanted {
    number: u8,
}

fn routes(budgets: ResourceOptions<Budget>) -> ResourceOptions<Budget> {
    budgets
        .route("/json", post(async |Json(wanted): Json<Wanted>| wanted.number.to_string()))
        .route("/path/{number}", get(async |Path(number): Path<u8>| number.to_string()))
        .route("/scoped", get(async |_: Scoped<Budget>| "scoped"))
        .route(
            "/tenant",
            get(async |tenant: Tenant, Extension(same): Extension<Tenant>| {
                assert!(tenant == same);
                tenant.0
            }),
        )
        .route("/written/", get(async || "written"))
        .route("/all/{*rest}", get(async |Path(rest): Path<String>| rest))
        .route("/", delete(async || "none is left"))
        .route("/none", get(async || StatusCode::NOT_FOUND))
        .route(
            "/teapot",
            get(async || (StatusCode::IM_A_TEAPOT, [("www-authenticate", "Tea")], "short and stout")),
        )
        .route("/fails", get(async || (StatusCode::INTERNAL_SERVER_ERROR, "secret")))
        .route("/unknown", get(async |_: Extension<HeaderMap>| "never"))
        .route("/html", get(async || (StatusCode::BAD_REQUEST, axum::response::Html("<p>"))))
        .route("/kept", get(async || [("cache-control", "max-age=5")].into_response()))
}

fn client(db: &Db) -> Client {
    Client::of(Resources::new(db.clone()).add_with::<Budget>(routes))
}

/// Asserts a problem without a type, with this text in its detail.
#[track_caller]
fn is_plain(answer: &Answer, status: u16, detail: &str) {
    let problem = answer.expect(status);
    assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    assert_eq!((&problem["type"], &problem["status"]), (&json!("about:blank"), &json!(status)));
    assert!(problem["detail"].as_str().unwrap().contains(detail), "{problem}");
    assert!(problem["title"].is_string());
}

on_each_store!(
    [Budget] a_missing_tenant_is_reported_before_a_missing_permission,
    [Budget] a_rejection_of_an_extractor_is_a_problem,
    [Budget] a_trailing_slash_changes_nothing,
    [Budget] they_are_not_stored_by_shared_caches_and_have_a_request_id,
    [Budget] a_handler_is_given_the_tenant_whichever_resolver_found_it,
);

async fn a_missing_tenant_is_reported_before_a_missing_permission(db: &Db) {
    let nothing = |_: &Parts, _: Action, _: &str| Err(Denied);
    let resources = Resources::new(db.clone()).permissions(nothing);
    let client = Client::of(resources.add_with::<Budget>(routes));
    let nobody = client.without(TENANT);
    for path in ["/budgets", "/budgets/scoped", "/budgets/none"] {
        nobody.get(path).await.problem(400, "tenant-missing");
        client.get(path).await.problem(403, "forbidden");
    }
    let api = Resources::new(db.clone()).permissions(nothing);
    let signed_out = Client::of_router(api.add_with::<Budget>(routes).into_router());
    for path in ["/budgets", "/budgets/scoped", "/budgets/none"] {
        signed_out.get(path).await.problem(401, "unauthorized");
    }
}

async fn a_rejection_of_an_extractor_is_a_problem(db: &Db) {
    let client = client(db);
    client.json("POST", "/budgets/json", "{").await.problem(400, "malformed-body");
    let refused = client.json("POST", "/budgets/json", r#"{"number":300}"#).await;
    assert_eq!(refused.problem(422, "invalid-body"), ["number"]);
    client.get("/budgets/path/x").await.problem(404, "not-found");
    is_plain(&client.get("/budgets/none").await, 404, "Not Found");
    let large = "a".repeat(2 * 1024 * 1024);
    client.json("POST", "/budgets/json", large).await.problem(413, "content-too-large");
    let teapot = client.get("/budgets/teapot").await;
    is_plain(&teapot, 418, "short and stout");
    assert_eq!(teapot.header("www-authenticate"), Some("Tea"));
    for path in ["/budgets/fails", "/budgets/unknown"] {
        let failed = client.get(path).await;
        failed.problem(500, "internal");
        let said = String::from_utf8_lossy(&failed.body).into_owned();
        assert!(!said.contains("secret") && !said.contains("HeaderMap"), "{said}");
    }
    // Responses of the app with another content type are not changed.
    let html = client.get("/budgets/html").await;
    assert_eq!((html.status.as_u16(), html.body.as_slice()), (400, b"<p>".as_slice()));
}

async fn a_trailing_slash_changes_nothing(db: &Db) {
    let client = client(db);
    for path in ["/budgets/scoped", "/budgets/path/7", "/budgets/written", "/budgets/all/of/it"] {
        let (one, other) = (client.get(path).await, client.get(&format!("{path}/")).await);
        assert_eq!((one.status.as_u16(), one.status), (200, other.status), "{path}");
        client.without(TENANT).get(&format!("{path}/")).await.problem(400, "tenant-missing");
        let refused = client.send("PUT", &format!("{path}/"), Body::empty()).await;
        refused.problem(405, "method-not-allowed");
    }
    // The resource has other methods at the same path.
    for path in ["/budgets", "/budgets/"] {
        assert_eq!(client.send("DELETE", path, Body::empty()).await.body, b"none is left");
        client.get(path).await.expect(200);
    }
}

async fn they_are_not_stored_by_shared_caches_and_have_a_request_id(db: &Db) {
    let client = client(db);
    for path in ["/budgets/scoped", "/budgets/none", "/budgets/path/x"] {
        let answer = client.get(path).await;
        assert_eq!(answer.header("cache-control"), Some("private, no-cache"), "{path}");
        assert!(answer.header("x-request-id").is_some(), "{path}");
    }
    assert_eq!(client.get("/budgets/kept").await.header("cache-control"), Some("max-age=5"));
    assert_eq!(
        client.without(TENANT).get("/budgets/kept").await.header("cache-control"),
        Some("private, no-cache")
    );
}

async fn a_handler_is_given_the_tenant_whichever_resolver_found_it(db: &Db) {
    let tenant = Uuid::now_v7();
    let answer = client(db).of_tenant(tenant.to_string().to_uppercase()).get("/budgets/tenant").await;
    assert_eq!(String::from_utf8(answer.body).unwrap(), tenant.to_string());
}

#[tokio::test]
async fn extractors_outside_of_the_resources_fail_without_details() {
    let router = Router::new()
        .route("/tenant", get(async |tenant: Tenant| tenant.0))
        .route("/scoped", get(async |_: Scoped<Budget>| "scoped"));
    for path in ["/tenant", "/scoped"] {
        let failed = Client::of_router(router.clone()).get(path).await;
        failed.problem(500, "internal");
        assert_eq!(failed.value()["detail"], "the request failed; the error is logged");
    }
}
