//! The bytes of bodies.

use std::error::Error;

use axum::body::{Body, Bytes};
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use tower_http::timeout::TimeoutError;

use super::body_memory::BodyMemoryFull;
use super::problem::{Kind, Problem};
use super::serve::UploadAborted;

/// Reads the body of a request.
pub(super) async fn read(
    headers: &HeaderMap,
    accepted: &[&str],
    body: Body,
    limit: usize,
) -> Result<Bytes, Problem> {
    check_type(headers, accepted)?;
    collect_body(body, limit).await
}

/// Rejects a body where none is expected: its content would be ignored.
pub(super) async fn read_none(body: Body, limit: usize) -> Result<(), Problem> {
    match collect_body(body, limit).await?.trim_ascii() {
        b"" | b"{}" => Ok(()),
        _ => Err(Problem::new(Kind::MalformedBody, "this request does not take a body")),
    }
}

async fn collect_body(body: Body, limit: usize) -> Result<Bytes, Problem> {
    match Limited::new(body, limit).collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => {
            Err(Problem::new(Kind::ContentTooLarge, format!("the body exceeds {limit} bytes")))
        }
        Err(error) if is_too_slow(&*error) => Err(too_slow()),
        Err(error) if has_no_room(&*error) => Err(no_room()),
        Err(_) => Err(cut_short()),
    }
}

/// The problem of a body that did not arrive in time.
pub(super) fn too_slow() -> Problem {
    Problem::new(Kind::RequestTimeout, "the body did not arrive in time; send the request again")
}

/// The problem of a body that does not fit into the memory for bodies.
pub(super) fn no_room() -> Problem {
    tracing::warn!("the request bodies in flight exceed `page_memory`");
    Problem::new(Kind::Unavailable, "too many large bodies are in flight; send the request again")
}

/// The problem of a body that ended early.
pub(super) fn cut_short() -> Problem {
    Problem::new(Kind::MalformedBody, "the body ended early")
}

/// Whether the server stopped waiting for a body: see [`ServeOptions::body_timeout`](super::ServeOptions::body_timeout), and
/// [`max_connections`](super::ServeOptions::max_connections).
fn is_too_slow(error: &(dyn Error + 'static)) -> bool {
    error.is::<TimeoutError>() || error.is::<UploadAborted>() || error.source().is_some_and(is_too_slow)
}

/// Whether other bodies use up the memory for bodies: see [`Resources::page_memory`](super::Resources::page_memory).
fn has_no_room(error: &(dyn Error + 'static)) -> bool {
    error.is::<BodyMemoryFull>() || error.source().is_some_and(has_no_room)
}

/// Rejects a body whose headers do not declare JSON.
fn check_type(headers: &HeaderMap, accepted: &[&str]) -> Result<(), Problem> {
    if headers.get_all(CONTENT_ENCODING).iter().any(|encoding| encoding != "identity") {
        let detail = "Content-Encoding is not supported";
        return Err(Problem::new(Kind::UnsupportedMediaType, detail));
    }
    let mut types = headers.get_all(CONTENT_TYPE).iter();
    let given = types.next().and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut parts = given.split(';').map(str::trim);
    let media_type = parts.next().unwrap_or_default();
    let is_accepted = accepted.iter().any(|accepted| accepted.eq_ignore_ascii_case(media_type));
    if is_accepted && types.next().is_none() && parts.all(is_utf8) {
        return Ok(());
    }
    let accepted = accepted.join(" or ");
    let detail = format!("Content-Type must be {accepted}, given once, without a charset other than utf-8");
    Err(Problem::new(Kind::UnsupportedMediaType, detail))
}

/// Whether a parameter of a media type is not a charset other than UTF-8, which would be ignored.
fn is_utf8(parameter: &str) -> bool {
    match parameter.split_once('=') {
        Some((name, value)) if name.eq_ignore_ascii_case("charset") => {
            value.trim_matches('"').eq_ignore_ascii_case("utf-8")
        }
        _ => true,
    }
}
