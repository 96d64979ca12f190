//! The route that issues tokens.

use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Extension, Json};
use fin_infra::http::{Action, ResourceOptions};
use serde::Serialize;
use utoipa::{OpenApi, ToSchema};

use crate::access::{Access, Credentials};
use crate::resources::Company;

/// The largest body that somebody signs in with.
const MAX_CREDENTIALS: usize = 4 * 1024;

/// No cache may store these responses.
const NOT_STORED: [(HeaderName, HeaderValue); 1] =
    [(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];

#[derive(OpenApi)]
#[openapi(paths(sign_in))]
struct Document;

/// Companies are not part of the API, except that somebody signs in to one.
///
/// As a route of a resource, it gets the problem documents, limits and logs of the others.
pub(super) fn routes(companies: ResourceOptions<Company>) -> ResourceOptions<Company> {
    companies
        .at("/sign-in")
        .read_only()
        .without([Action::List, Action::Search, Action::Aggregate, Action::Get])
        .route("/", post(sign_in).layer(DefaultBodyLimit::max(MAX_CREDENTIALS)))
        .document(Document::openapi())
}

/// What a member sends with each request.
#[derive(Serialize, ToSchema)]
struct Token {
    /// For the header `Authorization: Bearer …`. It is valid for eight hours.
    token: String,
}

/// Sign in to a company
///
/// It needs no token. The response is the same whether the company, the address or the password is wrong.
#[utoipa::path(post, path = "", tag = "Sign in", security(()), request_body = Credentials, responses(
    (status = 200, description = "The token.", body = Token),
    (status = 401, description = "The company, the address or the password is wrong."),
    (status = 413, description = "The body has more than 4 KiB."),
    (status = 422, description = "A field is missing, unknown or not a string."),
    (status = 429, description = "There were too many attempts. Try again in a minute."),
))]
async fn sign_in(Extension(access): Extension<Access>, Json(credentials): Json<Credentials>) -> Response {
    match access.issue(credentials).await {
        Ok(token) => (NOT_STORED, Json(Token { token })).into_response(),
        Err(error) => {
            let (status, detail) = error.response();
            (status, NOT_STORED, detail).into_response()
        }
    }
}
