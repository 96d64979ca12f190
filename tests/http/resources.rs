//! Routes, and nesting of the router.

use axum::Router;
use axum::routing::get;
use fin_infra::http::{Action, ClaimTenant, ExtensionTenant, Problem, Resources, Scoped, Tenant};
use fin_infra::prelude::*;
use fin_infra_tests::on_each_store;
use fin_infra_tests::resources::Budget;
use serde_json::json;

use crate::client::{Client, budgets, draft, names, path_of};

/// A resource without tenants, soft delete and search.
#[derive(FinResource)]
#[fin(immutable, delete = false)]
struct Rate {
    currency: String,
}

async fn count(budgets: Scoped<Budget>) -> Result<String, Problem> {
    let count = budgets.repository.count(&budgets.db, fin_infra::query::Query::new()).await?;
    Ok(count.to_string())
}

on_each_store!(
    [Budget] an_unsupported_method_gets_the_supported_ones,
    [Budget] left_out_routes_do_not_exist,
    [Rate] a_resource_has_the_routes_that_its_struct_allows,
    [Budget] the_router_can_be_nested_with_authentication,
    [Budget] without_a_resolver_the_tenant_comes_from_the_extensions,
);

async fn an_unsupported_method_gets_the_supported_ones(db: &Db) {
    let client = budgets(db);
    for (path, allowed) in [
        ("/budgets", ["GET", "HEAD", "POST"].as_slice()),
        ("/budgets/", &["GET", "HEAD", "POST"]),
        ("/budgets/search", &["GET", "HEAD"]),
        ("/budgets/00000000-0000-0000-0000-000000000000", &["DELETE", "GET", "HEAD", "PATCH"]),
        ("/budgets/00000000-0000-0000-0000-000000000000/restore", &["POST"]),
        ("/health/live", &["GET", "HEAD"]),
        ("/openapi.json", &["GET", "HEAD"]),
    ] {
        let answer = client.send("PUT", path, axum::body::Body::empty()).await;
        answer.problem(405, "method-not-allowed");
        let mut methods: Vec<_> = answer.header("allow").unwrap().split(',').collect();
        methods.sort_unstable();
        assert_eq!(methods, allowed, "{path}");
    }
}

async fn left_out_routes_do_not_exist(db: &Db) {
    let read_only = Client::of(Resources::new(db.clone()).add_with::<Budget>(|budgets| budgets.read_only()));
    read_only.post("/budgets", &draft("Food")).await.problem(405, "method-not-allowed");
    read_only.patch("/budgets/x", &json!({})).await.problem(405, "method-not-allowed");
    read_only.delete("/budgets/x").await.problem(405, "method-not-allowed");
    assert_eq!(read_only.post("/budgets/x/restore", &json!({})).await.status, 404);
    assert_eq!(names(&read_only.get("/budgets").await), [""; 0]);

    let some =
        Client::of(Resources::new(db.clone()).permissions(|_: &_, _, _: &str| Ok(())).add_with::<Budget>(
            |budgets| budgets.at("/plans").without([Action::Search, Action::HardDelete]),
        ));
    let path = path_of(&some.post("/plans", &draft("Food")).await);
    assert!(path.starts_with("/plans/"));
    some.get("/plans/search?q=f").await.problem(404, "not-found");
    some.get("/plans?q=f").await.problem(403, "forbidden");
    some.delete(&format!("{path}?hard=true")).await.problem(403, "forbidden");
    some.delete(&path).await.expect(204);
    assert_eq!(some.get("/budgets").await.status, 404);
}

async fn a_resource_has_the_routes_that_its_struct_allows(db: &Db) {
    let client = Client::of(Resources::new(db.clone()).add::<Rate>().permissions(|_: &_, _, _: &str| Ok(())));
    let path = path_of(&client.post("/rates", &json!({"currency": "EUR"})).await);
    assert_eq!(client.get(&path).await.expect(200)["currency"], "EUR");
    client.patch(&path, &json!({})).await.problem(405, "method-not-allowed");
    client.delete(&path).await.problem(405, "method-not-allowed");
    assert_eq!(client.post(&format!("{path}/restore"), &json!({})).await.status, 404);
    assert_eq!(client.get("/rates?q=e").await.problem(400, "invalid-query"), ["q"]);
    assert_eq!(
        client.get("/rates?include_deleted=false").await.problem(400, "invalid-query"),
        ["include_deleted"]
    );
    assert_eq!(client.get("/rates?order_by=currency").await.problem(400, "invalid-query"), ["order_by"]);
}

async fn the_router_can_be_nested_with_authentication(db: &Db) {
    #[derive(Clone)]
    struct Claims {
        organisation: Uuid,
    }
    let tenant = Uuid::now_v7();
    let resolver = ClaimTenant::new(|claims: &Claims| Some(claims.organisation.to_string()));
    let api = Resources::new(db.clone())
        .tenant(resolver)
        .add_with::<Budget>(|budgets| budgets.route("/count", get(count)));
    let api = api.into_router();
    let signed_in = api.clone().layer(axum::Extension(Claims { organisation: tenant }));
    let router = Router::new().route("/", get(async || "home")).nest("/api", signed_in).nest("/open", api);
    let client = Client::of_router(router);

    assert_eq!(client.get("/").await.body, b"home");
    let path = path_of(&client.post("/api/budgets/", &draft("Food")).await);
    assert!(path.starts_with("/api/budgets/"), "{path}");
    assert_eq!(client.get(&path).await.expect(200)["tenant_id"], json!(tenant));
    assert_eq!(client.get("/api/budgets/count").await.body, b"1");
    client.get("/open/budgets").await.problem(401, "unauthorized");
    client.get("/open/budgets/count").await.problem(401, "unauthorized");
}

async fn without_a_resolver_the_tenant_comes_from_the_extensions(db: &Db) {
    let tenant = Uuid::now_v7();
    let api = Resources::new(db.clone()).add::<Budget>().into_router();
    let client = Client::of_router(api.clone());
    let meant = Resources::new(db.clone()).add::<Budget>().tenant(ExtensionTenant).into_router();
    for client in [client, Client::of_router(meant)] {
        let refused = client.get("/budgets").await;
        refused.problem(401, "unauthorized");
        assert_eq!(refused.value()["detail"], "authentication is required");
    }
    let client = Client::of_router(api.layer(axum::Extension(Tenant(tenant.to_string()))));
    assert_eq!(client.post("/budgets", &draft("Food")).await.expect(201)["tenant_id"], json!(tenant));
}
