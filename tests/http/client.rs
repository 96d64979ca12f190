//! A client that sends requests into a router.

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use fin_infra::http::{Resources, TrustedHeaderTenant};
use fin_infra::prelude::*;
use fin_infra_tests::resources::Budget;
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use tower::ServiceExt as _;

/// The header with the tenant.
pub(crate) const TENANT: &str = "x-tenant-id";

/// The default API of budgets.
pub(crate) fn budgets(db: &Db) -> Client {
    Client::of(Resources::new(db.clone()).add::<Budget>())
}

/// One tenant's client.
#[derive(Clone)]
pub(crate) struct Client {
    router: Router,
    headers: Vec<(String, String)>,
}

/// A response.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Client {
    /// Of resources whose tenant is a header, with a new tenant.
    pub(crate) fn of(resources: Resources) -> Self {
        Self::of_router(resources.tenant(TrustedHeaderTenant::new(TENANT)).into_router())
    }

    /// Of any router, with a new tenant.
    pub(crate) fn of_router(router: Router) -> Self {
        Self { router, headers: Vec::new() }.of_tenant(Uuid::now_v7())
    }

    /// The same client, of a tenant.
    pub(crate) fn of_tenant(&self, tenant: impl ToString) -> Self {
        self.without(TENANT).with(TENANT, tenant)
    }

    /// The same client, of another tenant.
    pub(crate) fn of_another_tenant(&self) -> Self {
        self.of_tenant(Uuid::now_v7())
    }

    /// The same client, with one more header.
    pub(crate) fn with(&self, name: &str, value: impl ToString) -> Self {
        let mut client = self.clone();
        client.headers.push((name.to_owned(), value.to_string()));
        client
    }

    /// The same client, without a header.
    pub(crate) fn without(&self, name: &str) -> Self {
        let mut client = self.clone();
        client.headers.retain(|header| header.0 != name);
        client
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, Body::empty()).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.json("POST", path, body.to_string()).await
    }

    pub(crate) async fn patch(&self, path: &str, body: &Value) -> Answer {
        self.json("PATCH", path, body.to_string()).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.send("DELETE", path, Body::empty()).await
    }

    /// Sends a text as JSON.
    pub(crate) async fn json(&self, method: &str, path: &str, body: impl Into<Body>) -> Answer {
        self.with("content-type", "application/json").send(method, path, body.into()).await
    }

    /// Sends a request as it is.
    pub(crate) async fn send(&self, method: &str, path: &str, body: Body) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let response = self.router.clone().oneshot(request.body(body).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes().to_vec();
        Answer { status: parts.status, headers: parts.headers, body }
    }
}

impl Answer {
    /// The body, which is JSON.
    #[track_caller]
    pub(crate) fn value(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|_| panic!("no JSON: {} {}", self.status, String::from_utf8_lossy(&self.body)))
    }

    /// The body of a response with this status.
    #[track_caller]
    pub(crate) fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.body));
        if self.body.is_empty() { Value::Null } else { self.value() }
    }

    /// A header's text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Asserts a problem document with this status and kind, and returns the names of its errors.
    #[track_caller]
    pub(crate) fn problem(&self, status: u16, kind: &str) -> Vec<String> {
        let problem = self.expect(status);
        assert_eq!(self.header("content-type"), Some("application/problem+json"));
        assert_eq!(problem["type"], format!("urn:fin-infra:problem:{kind}"), "{problem}");
        assert_eq!(problem["status"], status);
        let errors = problem["errors"].as_array().cloned().unwrap_or_default();
        errors.iter().map(|error| error["name"].as_str().unwrap().to_owned()).collect()
    }
}

/// The fields of a new budget.
pub(crate) fn draft(name: &str) -> Value {
    json!({
        "user_id": Uuid::nil(),
        "name": name,
        "period_start": "2026-11-01T00:00:00Z",
        "period_end": "2026-11-30T23:59:59.999999Z",
        "categories": {"groceries": "250.00"},
        "amount": "250.00",
    })
}

/// The names of the rows of a list.
#[track_caller]
pub(crate) fn names(answer: &Answer) -> Vec<String> {
    let page = answer.expect(200);
    let items = page["items"].as_array().unwrap();
    items.iter().map(|item| item["name"].as_str().unwrap().to_owned()).collect()
}

/// The path of a row that was created.
#[track_caller]
pub(crate) fn path_of(created: &Answer) -> String {
    created.expect(201);
    created.header("location").unwrap().to_owned()
}
