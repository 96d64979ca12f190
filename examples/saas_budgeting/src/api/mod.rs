//! The REST API under `/api`.

mod budgets;
mod members;
mod sign_in;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, post};
use axum::{Extension, Router};
use fin_infra::http::{Action, ExtensionTenant, Problem, ResourceOptions, Resources, Tenant};
use fin_infra::prelude::*;
use serde_json::json;
use utoipa::OpenApi;
use utoipa::openapi::InfoBuilder;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};

use crate::access::{Access, SignInError, permissions};
use crate::resources::{Budget, BudgetCategory, Company, Member, Transaction};

const DESCRIPTION: &str = "`POST /api/sign-in` with `{\"company\": …, \"email\": …, \"password\": …}` returns a `token`. Send \
    it with each request, as `Authorization: Bearer …`. It is valid for eight hours.";

/// The whole API.
pub(crate) fn router(access: Access) -> Router {
    let api = resources(access.db.clone()).into_router();
    let api = api
        .layer(Extension(access.clone()))
        .layer(middleware::from_fn_with_state(access, authenticate))
        .fallback(not_found);
    // The fallback of a nested router does not see its root with a slash.
    Router::new().nest("/api", api).route("/api/", any(not_found))
}

async fn not_found() -> Response {
    problem(StatusCode::NOT_FOUND, "there is no such path")
}

fn resources(db: Db) -> Resources {
    let info = InfoBuilder::new().title("SaaS budgeting").version(env!("CARGO_PKG_VERSION"));
    Resources::new(db)
        .info(info.description(Some(DESCRIPTION)).build())
        .security("token", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)))
        .tenant(ExtensionTenant)
        .permissions(permissions)
        .add_with::<Company>(sign_in::routes)
        .add_with::<Budget>(budgets::routes)
        .add_with::<BudgetCategory>(ResourceOptions::adjustable)
        .add::<Transaction>()
        .add_with::<Member>(members)
        .ready_if(schema::check)
}

/// A company never loses its last owner. The routes that could take it away are the application's own.
fn members(members: ResourceOptions<Member>) -> ResourceOptions<Member> {
    members
        .without([Action::Update, Action::Delete, Action::Restore])
        .route("/{id}/role", post(members::set_role))
        .route("/{id}/password", post(members::set_password))
        .route("/{id}/remove", post(members::remove))
        .document(members::Routes::openapi())
}

/// Passes each request on, with the member and the company if it has a valid token. The resources reject it otherwise.
async fn authenticate(State(access): State<Access>, mut request: Request, next: Next) -> Response {
    if let Some(token) = bearer(request.headers()) {
        match access.actor(token).await {
            Ok(Some(actor)) => {
                request.extensions_mut().insert(Tenant(actor.company().to_string()));
                request.extensions_mut().insert(actor);
            }
            Ok(None) => {}
            Err(error) => return Problem::from(error).into_response(),
        }
    }
    let mut response = next.run(request).await;
    if response.status() == StatusCode::UNAUTHORIZED {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// A problem that no resource has (RFC 9457, section 4.2.1).
fn problem(status: StatusCode, detail: &str) -> Response {
    let title = status.canonical_reason().unwrap_or_default();
    let document =
        json!({ "type": "about:blank", "title": title, "status": status.as_u16(), "detail": detail });
    (status, [(header::CONTENT_TYPE, "application/problem+json")], document.to_string()).into_response()
}

impl SignInError {
    /// The status and the sentence for whom it is told.
    pub(crate) fn response(&self) -> (StatusCode, &'static str) {
        match self {
            Self::Wrong => (StatusCode::UNAUTHORIZED, "The company, the address or the password is wrong."),
            Self::TooMany => {
                (StatusCode::TOO_MANY_REQUESTS, "There were too many attempts. Try again in a minute.")
            }
            Self::Failed(error) => {
                tracing::error!(error = format!("{error:#}"), "signing in failed");
                (StatusCode::SERVICE_UNAVAILABLE, "Signing in failed. Try again later.")
            }
        }
    }
}
