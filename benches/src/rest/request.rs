//! The requests.

use axum::body::Bytes;
use axum::http::header::CONTENT_TYPE;
use axum::http::{Method, Request, StatusCode};
use http_body_util::Full;
use serde_json::json;
use uuid::Uuid;

use crate::budget::draft;

/// The header with the tenant.
pub const TENANT: &str = "x-tenant-id";

/// The request for the first fifty rows.
pub const LIST: &str = "/budgets?page_size=50&order_by=name";

/// The kinds of requests that are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A page of fifty.
    List,
    /// One row by its id.
    Get,
    /// One new row.
    Create,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::List, Self::Get, Self::Create];

    /// The name in the report and on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Get => "get",
            Self::Create => "create",
        }
    }
}

/// A request, and the expected status.
#[derive(Clone, Debug)]
pub struct Ask {
    method: Method,
    path: String,
    body: Option<(&'static str, Bytes)>,
    /// The status of the response.
    pub expected: StatusCode,
}

impl Ask {
    /// A request to read.
    pub fn get(path: impl Into<String>) -> Self {
        Self { method: Method::GET, path: path.into(), body: None, expected: StatusCode::OK }
    }

    /// A request for a row.
    #[must_use]
    pub fn row(id: Uuid) -> Self {
        Self::get(format!("/budgets/{id}"))
    }

    /// A request to create a budget with a number.
    #[must_use]
    pub fn create(number: u64) -> Self {
        let new = draft(number);
        let body = json!({
            "user_id": new.user_id,
            "name": new.name,
            "period_start": new.period_start,
            "period_end": new.period_end,
            "categories": new.categories,
            "amount": new.amount,
            "rollover_enabled": new.rollover_enabled,
        });
        Self::with_body(Method::POST, "/budgets", body.to_string(), StatusCode::CREATED)
    }

    /// A request to rename a row.
    #[must_use]
    pub fn rename(id: Uuid, name: &str) -> Self {
        let body = json!({ "name": name }).to_string();
        Self::with_body(Method::PATCH, format!("/budgets/{id}"), body, StatusCode::OK)
    }

    /// A request with a JSON body.
    pub fn with_body(
        method: Method,
        path: impl Into<String>,
        body: impl Into<Bytes>,
        expected: StatusCode,
    ) -> Self {
        Self { method, path: path.into(), body: Some(("application/json", body.into())), expected }
    }

    /// The same request with another expected status.
    #[must_use]
    pub fn expecting(mut self, expected: StatusCode) -> Self {
        self.expected = expected;
        self
    }

    /// The HTTP request for a tenant.
    #[must_use]
    pub fn of_tenant(self, tenant: Uuid) -> (Request<Full<Bytes>>, StatusCode) {
        let mut request = Request::builder()
            .method(self.method)
            .uri(self.path)
            .header("host", "localhost")
            .header(TENANT, tenant.to_string());
        let (ty, body) = self.body.unzip();
        if let Some(ty) = ty {
            request = request.header(CONTENT_TYPE, ty);
        }
        let request = request.body(Full::new(body.unwrap_or_default()));
        (request.expect("the request is well-formed"), self.expected)
    }
}
