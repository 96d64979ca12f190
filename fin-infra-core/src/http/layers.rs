//! What stands around every route: a request id, a time limit, an answer where a handler panics, and compression.

use std::any::Any;
use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Extension, Request, State};
use axum::http::request::Parts;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, RequestId, SetRequestIdLayer};

use super::problem::{Kind, Problem};
use super::resources::Api;

/// Puts the layers around a router, the first of them outermost. They are one layer, since each that a router is given by
/// itself costs every request an allocation.
pub(super) fn around(router: Router<Arc<Api>>, api: &Arc<Api>) -> Router<Arc<Api>> {
    router.layer((
        // For routes of the app's own; the others read their bodies themselves.
        DefaultBodyLimit::max(api.body_limit),
        SetRequestIdLayer::x_request_id(MakeRequestUuid),
        PropagateRequestIdLayer::x_request_id(),
        CompressionLayer::new(),
        middleware::from_fn_with_state(api.clone(), within_the_time),
        CatchPanicLayer::custom(panicked),
        Extension(api.clone()),
    ))
}

/// The id of a request: the one that came with it, or a new one.
pub(super) fn request_id(parts: &Parts) -> &str {
    let id = parts.extensions.get::<RequestId>();
    id.and_then(|id| id.header_value().to_str().ok()).unwrap_or_default()
}

/// Answers within the time limit. What is dropped half way leaves nothing half done: see [`Db`](crate::Db).
async fn within_the_time(State(api): State<Arc<Api>>, request: Request, next: Next) -> Response {
    match tokio::time::timeout(api.time_limit, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Problem::new(Kind::Unavailable, "it took too long, and was given up").into_response(),
    }
}

fn panicked(_: Box<dyn Any + Send + 'static>) -> Response {
    tracing::error!("a handler panicked");
    Problem::new(Kind::Internal, "the request was not done; it is logged").into_response()
}
