//! Health checks, request ids, compression, caches and failures.

use std::time::Duration;

use axum::body::Body;
use axum::routing::get;
use fin_infra::DbOptions;
use fin_infra::http::Resources;
use fin_infra::prelude::*;
use fin_infra_tests::on_each_store;
use fin_infra_tests::resources::Budget;
use futures_util::stream;

use crate::client::{Client, TENANT, budgets, draft};

on_each_store!(
    [Budget] health_checks_need_no_tenant,
    [Budget] every_response_has_the_request_id,
    [Budget] a_response_is_compressed_on_request,
    [Budget] a_client_that_rejects_identity_gets_a_response,
    [Budget] rows_are_not_stored_by_shared_caches,
    [Budget] problems_are_not_stored_by_shared_caches,
    [Budget] a_request_that_takes_too_long_is_dropped,
    [Budget] an_unsupported_method_is_not_stored_by_shared_caches,
    [Budget] a_panicking_handler_gets_a_response,
);

async fn health_checks_need_no_tenant(db: &Db) {
    let client =
        Client::of(Resources::new(db.clone()).add::<Budget>().ready_if(schema::check)).without(TENANT);
    for path in ["/health/live", "/health/ready"] {
        let answer = client.get(path).await;
        assert_eq!(answer.expect(200)["status"], "up");
        assert_eq!(answer.header("cache-control"), Some("no-store"));
    }
    assert_eq!(client.get("/openapi.json").await.expect(200)["openapi"], "3.1.0");
    let without = Client::of(Resources::new(db.clone()).without_health().without_docs());
    for path in ["/health/live", "/openapi.json", "/docs"] {
        assert_eq!(without.get(path).await.status, 404);
    }
}

async fn every_response_has_the_request_id(db: &Db) {
    let client = budgets(db);
    let first = client.get("/budgets").await.header("x-request-id").unwrap().to_owned();
    let second = client.get("/budgets").await.header("x-request-id").unwrap().to_owned();
    assert_ne!(first, second);
    for unfit in ["a".repeat(129), "a b".to_owned(), "ä".to_owned()] {
        let answer = client.with("x-request-id", &unfit).get("/budgets").await;
        assert_ne!(answer.headers["x-request-id"].as_bytes(), unfit.as_bytes());
    }
    assert_eq!(
        client.with("x-request-id", "mine").get("/budgets?x=1").await.header("x-request-id"),
        Some("mine")
    );
}

async fn a_response_is_compressed_on_request(db: &Db) {
    let client = budgets(db);
    for number in 0..20 {
        client.post("/budgets", &draft(&format!("Budget {number}"))).await.expect(201);
    }
    let plain = client.get("/budgets").await;
    let packed = client.with("accept-encoding", "gzip").get("/budgets").await;
    assert_eq!((plain.header("content-encoding"), packed.header("content-encoding")), (None, Some("gzip")));
    assert!(packed.body.len() * 2 < plain.body.len());
}

async fn a_client_that_rejects_identity_gets_a_response(db: &Db) {
    let client = budgets(db);
    for (number, takes) in ["identity;q=0", "*;q=0", "br, identity;q=0", "gzip;q=0, *"].iter().enumerate() {
        let answer =
            client.with("accept-encoding", takes).post("/budgets", &draft(&number.to_string())).await;
        answer.expect(201);
        assert_eq!(answer.header("content-encoding"), None, "{takes}");
    }
    for takes in ["br, gzip;q=0.5, identity;q=0", "*", "GZIP"] {
        let answer = client.with("accept-encoding", takes).get("/budgets").await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("content-encoding")),
            (200, Some("gzip")),
            "{takes}"
        );
    }
}

async fn rows_are_not_stored_by_shared_caches(db: &Db) {
    let client = budgets(db);
    client.post("/budgets", &draft("Food")).await.expect(201);
    for path in ["/budgets", "/budgets/search?q=f", "/budgets?unknown", "/budgets/none"] {
        assert_eq!(client.get(path).await.header("cache-control"), Some("private, no-cache"), "{path}");
    }
}

async fn problems_are_not_stored_by_shared_caches(db: &Db) {
    let client = budgets(db);
    for (path, status) in [
        ("/openapi.json", 200),
        ("/docs", 308),
        ("/docs/", 200),
        ("/docs/unknown.js", 404),
        ("/docs/%ff", 404),
        ("/nothing", 404),
        ("/budgets/a/b", 404),
    ] {
        let answer = client.get(path).await;
        let said = (answer.status.as_u16(), answer.header("cache-control"));
        assert_eq!(said, (status, Some("private, no-cache")), "{path}");
    }
}

async fn a_request_that_takes_too_long_is_dropped(db: &Db) {
    let limit = Duration::from_millis(50);
    let client = Client::of(Resources::new(db.clone()).add::<Budget>().time_limit(limit));
    let never = Body::from_stream(stream::pending::<Result<Vec<u8>, std::io::Error>>());
    let answer = client.json("POST", "/budgets", never).await;
    answer.problem(503, "unavailable");
    assert_eq!(answer.header("retry-after"), Some("1"));
    assert_eq!(answer.header("cache-control"), Some("private, no-cache"));
}

async fn an_unsupported_method_is_not_stored_by_shared_caches(db: &Db) {
    let resources = Resources::new(db.clone());
    let client =
        Client::of(resources.add_with::<Budget>(|budgets| budgets.route("/own", get(async || "own"))));
    for path in ["/budgets", "/budgets/own", "/health/live", "/openapi.json"] {
        let refused = client.send("PUT", path, Body::empty()).await;
        refused.problem(405, "method-not-allowed");
        assert_eq!(refused.header("cache-control"), Some("private, no-cache"), "{path}");
        assert!(refused.header("allow").is_some() && refused.header("x-request-id").is_some(), "{path}");
    }
}

async fn a_panicking_handler_gets_a_response(db: &Db) {
    async fn fails() -> &'static str {
        panic!("secret")
    }
    let resources = Resources::new(db.clone());
    let client = Client::of(resources.add_with::<Budget>(|budgets| budgets.route("/fails", get(fails))));
    let answer = client.get("/budgets/fails").await;
    answer.problem(500, "internal");
    assert!(!String::from_utf8_lossy(&answer.body).contains("secret"));
    assert_eq!(answer.header("cache-control"), Some("private, no-cache"));
}

#[tokio::test]
async fn a_missing_table_is_an_internal_error_without_sql() {
    let db = Db::connect("sqlite::memory:").await.unwrap();
    let client = Client::of(Resources::new(db).add::<Budget>().ready_if(schema::check));
    for answer in [client.get("/budgets").await, client.post("/budgets", &draft("Food")).await] {
        answer.problem(500, "internal");
        let text = String::from_utf8_lossy(&answer.body).to_lowercase();
        assert!(!text.contains("table") && !text.contains("sql") && !text.contains("budgets"), "{text}");
    }
    client.get("/health/live").await.expect(200);
    let ready = client.get("/health/ready").await;
    ready.problem(503, "unavailable");
    assert_eq!(ready.header("cache-control"), Some("no-store"));
}

#[tokio::test]
async fn an_exhausted_pool_is_unavailable() {
    let options = DbOptions::new().max_connections(1).wait(Duration::from_millis(50));
    let db = Db::connect_with("sqlite::memory:", options).await.unwrap();
    schema::create_all(&db, &[schema::of::<Budget>()]).await.unwrap();
    let client = budgets(&db);
    let tx = db.begin().await.unwrap();
    for answer in [client.get("/budgets").await, client.get("/health/ready").await] {
        answer.problem(503, "unavailable");
        assert_eq!(answer.header("retry-after"), Some("1"));
    }
    tx.rollback().await.unwrap();
    client.get("/budgets").await.expect(200);
}
