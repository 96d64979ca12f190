//! Routes of the app's own: what holds for every endpoint holds for them, too.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderValue};
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::endpoint::{api_of, check_granted, scope};
use super::expected;
use super::problem::{Kind, MEDIA_TYPE, NOT_SHARED, Problem};
use super::{Action, HttpResource, Tenant, trace};

/// How many bytes of an error's text are read.
const LONGEST_TEXT: usize = 16 * 1024;

/// Asks whose rows a request is about, and whether it is allowed, before the app's own handler sees it. What it answers is
/// kept by no cache that clients share, and its errors are problem documents.
pub(super) async fn endpoint<R: HttpResource>(request: Request, next: Next) -> Response {
    trace::about(R::TABLE.name, Some(Action::Custom));
    let (mut parts, body) = request.into_parts();
    let mut response = match admit::<R>(&mut parts) {
        Ok(()) => explained(next.run(Request::from_parts(parts, body)).await).await,
        Err(problem) => problem.into_response(),
    };
    response.headers_mut().entry(CACHE_CONTROL).or_insert(HeaderValue::from_static(NOT_SHARED));
    response
}

fn admit<R: HttpResource>(parts: &mut Parts) -> Result<(), Problem> {
    let api = api_of(parts)?;
    let (_, tenant) = scope::<R>(&api, parts)?;
    check_granted::<R>(&api, parts, Action::Custom, &BTreeSet::new())?;
    if R::TABLE.tenant.is_some() {
        parts.extensions.insert(Tenant(tenant));
    }
    Ok(())
}

/// An error that is no more than text, as extractors of axum's answer it, as a problem document.
async fn explained(response: Response) -> Response {
    let status = response.status();
    let is_error = status.is_client_error() || status.is_server_error();
    let is_text = match response.headers().get(CONTENT_TYPE) {
        Some(kind) => kind.as_bytes().starts_with(b"text/plain"),
        None => true,
    };
    if !is_error || !is_text {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let text = axum::body::to_bytes(body, LONGEST_TEXT).await.unwrap_or_default();
    let problem = problem(status, expected::of_extractor(String::from_utf8_lossy(&text).trim()));
    // The app's own headers stay, such as `WWW-Authenticate`.
    for name in [CONTENT_LENGTH, CONTENT_ENCODING] {
        parts.headers.remove(name);
    }
    parts.headers.insert(CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
    Response::from_parts(parts, problem)
}

fn problem(status: StatusCode, text: String) -> Body {
    let kind = match status {
        StatusCode::PAYLOAD_TOO_LARGE => Kind::ContentTooLarge,
        StatusCode::UNPROCESSABLE_ENTITY => Kind::InvalidBody,
        StatusCode::INTERNAL_SERVER_ERROR => {
            // It may say what the program is made of.
            tracing::error!(error = text, "a route of the app's own failed");
            return Problem::new(Kind::Internal, "the request was not done; it is logged").json().into();
        }
        _ => return plain(status, &text),
    };
    Problem::new(kind, text).json().into()
}

/// A problem that its status says all about (RFC 9457, 4.2.1).
fn plain(status: StatusCode, text: &str) -> Body {
    let title = status.canonical_reason().unwrap_or("Error");
    let detail = if text.is_empty() { title } else { text };
    let document =
        json!({ "type": "about:blank", "title": title, "status": status.as_u16(), "detail": detail });
    document.to_string().into()
}
