//! The layers around all routes: request ids, spans, the time limit, compression, and a response if a handler panics.

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

/// Adds the layers to a router, the first one outermost. They are added as one layer, since each separate one costs every
/// request an allocation.
pub(super) fn apply_layers(router: Router<Arc<Api>>, api: &Arc<Api>) -> Router<Arc<Api>> {
    router.layer((
        MapRequestLayer::new(normalize_headers),
        // For custom routes; the others limit their bodies themselves.
        DefaultBodyLimit::max(api.body_limit),
        SetRequestIdLayer::x_request_id(MakeRequestUuid),
        PropagateRequestIdLayer::x_request_id(),
        CompressionLayer::new(),
        middleware::from_fn_with_state(api.clone(), trace_request),
        CatchPanicLayer::custom(handle_panic),
        Extension(api.clone()),
    ))
}

/// The maximum length of a request id that a client chose.
const MAX_ID_LENGTH: usize = 128;

/// Removes or rewrites headers that the layers would misinterpret.
fn normalize_headers(mut request: Request) -> Request {
    let headers = request.headers_mut();
    // The id appears in the log and in the response.
    let is_id =
        |id: &HeaderValue| id.len() <= MAX_ID_LENGTH && id.as_bytes().iter().all(u8::is_ascii_graphic);
    if headers.get(REQUEST_ID).is_some_and(|id| !is_id(id)) {
        headers.remove(REQUEST_ID);
    }
    // Compression would respond with 406 to a client that rejects an uncompressed response, after the request has run.
    if headers.contains_key(ACCEPT_ENCODING) {
        if takes_gzip(headers) {
            headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("gzip"));
        } else {
            headers.remove(ACCEPT_ENCODING);
        }
    }
    request
}

/// Whether a client accepts gzip (RFC 9110, 12.5.3).
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

/// Runs a request in a span, within the time limit. A dropped request leaves no partial changes: see [`Db`](fin_infra_core::Db).
async fn trace_request(State(api): State<Arc<Api>>, request: Request, next: Next) -> Response {
    let traced = RequestTrace::begin(&request);
    let (parts, body) = request.into_parts();
    let (body, memory) = api.body_memory.receive(body, api.body_limit);
    let request = Request::from_parts(parts, body);
    let answered = tokio::time::timeout(api.time_limit, next.run(request)).instrument(traced.span()).await;
    let mut response = answered
        .unwrap_or_else(|_| Problem::new(Kind::Unavailable, "the request took too long").into_response());
    // For every path: the app may require authentication for all of them.
    response.headers_mut().entry(CACHE_CONTROL).or_insert(HeaderValue::from_static(PRIVATE_CACHE));
    traced.end(&response);
    response.map(|body| memory.until_sent(body))
}

fn handle_panic(_: Box<dyn Any + Send + 'static>) -> Response {
    tracing::error!("a handler panicked");
    Problem::new(Kind::Internal, "the request failed; the error is logged").into_response()
}
