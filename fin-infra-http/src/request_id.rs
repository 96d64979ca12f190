//! The id of a request, which appears in the log and in the response.

use axum::http::Extensions;
use axum::http::header::HeaderName;
use tower_http::request_id::RequestId;

pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The id of a request: the client's, or a generated one.
pub(super) fn of(extensions: &Extensions) -> &str {
    let id = extensions.get::<RequestId>();
    id.and_then(|id| id.header_value().to_str().ok()).unwrap_or_default()
}
