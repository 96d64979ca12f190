//! What stands around every route: a request id, a span, a time limit, an answer where a handler panics, and compression.

use std::any::Any;
use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Extension, Request, State};
use axum::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, HeaderMap, HeaderValue};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use tower::util::MapRequestLayer;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tracing::Instrument as _;

use super::api::Api;
use super::problem::{Kind, PRIVATE_CACHE, Problem};
use super::request_id::REQUEST_ID;
use super::trace::RequestTrace;

/// Puts the layers around a router, the first of them outermost. They are one layer, since each that a router is given by
/// itself costs every request an allocation.
pub(super) fn apply_layers(router: Router<Arc<Api>>, api: &Arc<Api>) -> Router<Arc<Api>> {
    router.layer((
        MapRequestLayer::new(normalize_headers),
        // For routes of the app's own; the others read their bodies themselves.
        DefaultBodyLimit::max(api.body_limit),
        SetRequestIdLayer::x_request_id(MakeRequestUuid),
        PropagateRequestIdLayer::x_request_id(),
        CompressionLayer::new(),
        middleware::from_fn_with_state(api.clone(), trace_request),
        CatchPanicLayer::custom(handle_panic),
        Extension(api.clone()),
    ))
}

/// How many characters the id of a request has at most that a client chose.
const MAX_ID_LENGTH: usize = 128;

/// A request whose headers mean something to the layers.
fn normalize_headers(mut request: Request) -> Request {
    let headers = request.headers_mut();
    // It is in the log and in the answer.
    let is_id =
        |id: &HeaderValue| id.len() <= MAX_ID_LENGTH && id.as_bytes().iter().all(u8::is_ascii_graphic);
    if headers.get(REQUEST_ID).is_some_and(|id| !is_id(id)) {
        headers.remove(REQUEST_ID);
    }
    // Compression would refuse a client that takes no plain answer (406), after everything was done.
    if headers.contains_key(ACCEPT_ENCODING) {
        if takes_gzip(headers) {
            headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("gzip"));
        } else {
            headers.remove(ACCEPT_ENCODING);
        }
    }
    request
}

/// Whether a client takes answers in gzip (RFC 9110, 12.5.3).
fn takes_gzip(headers: &HeaderMap) -> bool {
    let values = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    let codings = values.flat_map(|value| value.split(',')).map(|coding| {
        let (name, parameters) = coding.split_once(';').unwrap_or((coding, ""));
        let weight = parameters.trim().strip_prefix("q=").and_then(|weight| weight.parse().ok());
        (name.trim().to_ascii_lowercase(), weight.unwrap_or(1.0_f32) > 0.0)
    });
    let codings: BTreeMap<_, _> = codings.collect();
    ["gzip", "x-gzip", "*"].iter().find_map(|name| codings.get(*name).copied()).unwrap_or(false)
}

/// Answers in a span, and within the time limit. What is dropped half way leaves nothing half done: see [`Db`](fin_infra_core::Db).
async fn trace_request(State(api): State<Arc<Api>>, request: Request, next: Next) -> Response {
    let traced = RequestTrace::begin(&request);
    let (parts, body) = request.into_parts();
    let (body, memory) = api.body_memory.receive(body, api.body_limit);
    let request = Request::from_parts(parts, body);
    let answered = tokio::time::timeout(api.time_limit, next.run(request)).instrument(traced.span()).await;
    let mut response = answered.unwrap_or_else(|_| {
        Problem::new(Kind::Unavailable, "it took too long, and was given up").into_response()
    });
    // Whatever the path: the app may ask its users to sign in before they see any of them.
    response.headers_mut().entry(CACHE_CONTROL).or_insert(HeaderValue::from_static(PRIVATE_CACHE));
    traced.end(&response);
    response.map(|body| memory.until_sent(body))
}

fn handle_panic(_: Box<dyn Any + Send + 'static>) -> Response {
    tracing::error!("a handler panicked");
    Problem::new(Kind::Internal, "the request was not done; it is logged").into_response()
}
