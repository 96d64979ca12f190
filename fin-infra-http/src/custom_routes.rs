//! Custom routes of an app, which get the same checks and problem documents as the other endpoints.

use std::any::type_name;
use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::request::Parts;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::MethodRouter;
use serde_json::json;

use super::api::Api;
use super::endpoint::{Checked, api_of, check_granted, tenant, with_and_without_slash};
use super::problem::{Kind, MEDIA_TYPE, Problem};
use super::{Action, Tenant, rejection, trace};

/// How many bytes of the text of an error are read.
const MAX_TEXT_LENGTH: usize = 16 * 1024;

/// The custom routes under the path of a resource.
pub(super) fn router(checked: Checked, under: &str, added: Vec<(String, MethodRouter)>) -> Router<Arc<Api>> {
    let mut router = Router::new();
    for (path, methods) in added {
        assert!(path.starts_with('/'), "a custom route begins with a slash: write `/{path}`");
        let checks = middleware::from_fn(move |request, next| endpoint(checked, request, next));
        let methods = methods.layer(checks).with_state(());
        router = with_and_without_slash(router, &format!("{under}{path}"), methods);
    }
    router
}

/// Resolves the tenant and checks the permission before the handler of the app runs. Its errors become problem documents.
pub(super) async fn endpoint(checked: Checked, request: Request, next: Next) -> Response {
    trace::about(checked.table.name, Some(Action::Custom));
    let (mut parts, body) = request.into_parts();
    match admit(&mut parts, checked) {
        Ok(()) => as_problem(next.run(Request::from_parts(parts, body)).await).await,
        Err(problem) => problem.into_response(),
    }
}

fn admit(parts: &mut Parts, checked: Checked) -> Result<(), Problem> {
    let api = api_of(parts)?;
    let tenant = tenant(&api, parts, checked)?;
    check_granted(&api, parts, checked.table, Action::Custom, &BTreeSet::new())?;
    if checked.table.tenant.is_some() {
        parts.extensions.insert(Tenant(tenant));
    }
    Ok(())
}

/// Turns an error with a plain text, such as a rejection of an axum extractor, into a problem document.
async fn as_problem(response: Response) -> Response {
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
    let text = axum::body::to_bytes(body, MAX_TEXT_LENGTH).await.unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let text = text.trim();
    let mut response = problem(status, text).map_or_else(|| plain(status, text), Problem::into_response);
    // Keep the headers of the app, such as `WWW-Authenticate`.
    for of_the_text in [CONTENT_TYPE, CONTENT_LENGTH, CONTENT_ENCODING] {
        parts.headers.remove(of_the_text);
    }
    response.headers_mut().extend(parts.headers);
    response
}

/// The problem of a text, if its kind is known.
fn problem(status: StatusCode, text: &str) -> Option<Problem> {
    let of_status = |kind| Some(Problem::new(kind, text.to_owned()));
    match status {
        StatusCode::INTERNAL_SERVER_ERROR => {
            // The text may reveal internals of the program.
            tracing::error!(error = text, "a custom route failed{}", advice(text));
            Some(Problem::new(Kind::Internal, "the request failed; the error is logged"))
        }
        _ => rejection::problem(text).or_else(|| match status {
            StatusCode::PAYLOAD_TOO_LARGE => of_status(Kind::ContentTooLarge),
            StatusCode::UNSUPPORTED_MEDIA_TYPE => of_status(Kind::UnsupportedMediaType),
            StatusCode::UNPROCESSABLE_ENTITY => of_status(Kind::InvalidBody),
            _ => None,
        }),
    }
}

/// Advice about a missing extension, for the log.
fn advice(text: &str) -> &'static str {
    match text.strip_prefix("Missing request extension: ") {
        Some(rest) if rest.contains(&format!("`{}`", type_name::<Tenant>())) => {
            ": the resource has no tenants, so that its requests have no `Tenant`; add the route to a resource with \
             tenants, or put the `Tenant` into the extensions in a layer around the router"
        }
        Some(_) => {
            ": put the extension there in a layer around the router, such as `router.layer(Extension(..))`"
        }
        None => "",
    }
}

/// A problem without a type of its own (RFC 9457, 4.2.1).
fn plain(status: StatusCode, text: &str) -> Response {
    let title = status.canonical_reason().unwrap_or("Error");
    let detail = if text.is_empty() { title } else { text };
    let document =
        json!({ "type": "about:blank", "title": title, "status": status.as_u16(), "detail": detail });
    (status, [(CONTENT_TYPE, MEDIA_TYPE)], document.to_string()).into_response()
}
