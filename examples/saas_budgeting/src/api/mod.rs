//! The REST API under `/api`.

mod members;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Extension, Json};
use fin_infra::http::{Action, ExtensionTenant, Problem, ResourceOptions, Resources, Tenant};
use fin_infra::prelude::*;
use serde_json::json;
use utoipa::OpenApi;
use utoipa::openapi::InfoBuilder;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};

use crate::access::{Access, Credentials, SignInError, permissions};
use crate::resources::{Budget, BudgetCategory, Member, Transaction};

const DESCRIPTION: &str = "`POST /api/sign-in` with `{\"company\": …, \"email\": …, \"password\": …}` returns a `token`. Send \
    it with each request, as `Authorization: Bearer …`. It is valid for eight hours.";

/// The largest body that somebody signs in with.
const MAX_CREDENTIALS: usize = 4 * 1024;

/// The whole API.
pub(crate) fn router(access: Access) -> Router {
    let resources = resources(access.db.clone()).into_router();
    let checked = resources
        .layer(Extension(access.clone()))
        .layer(middleware::from_fn_with_state(access.clone(), authenticate));
    let sign_in = post(sign_in).layer(DefaultBodyLimit::max(MAX_CREDENTIALS));
    Router::new().route("/api/sign-in", sign_in).with_state(access).nest("/api", checked)
}

fn resources(db: Db) -> Resources {
    let info = InfoBuilder::new().title("SaaS budgeting").version(env!("CARGO_PKG_VERSION"));
    Resources::new(db)
        .info(info.description(Some(DESCRIPTION)).build())
        .security("token", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)))
        .tenant(ExtensionTenant)
        .permissions(permissions)
        .add_with::<Budget>(|budgets| budgets.create_with(Budget::budget_categories()))
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
    let Some(token) = bearer(request.headers()) else { return next.run(request).await };
    match access.actor(token).await {
        Ok(Some(actor)) => {
            request.extensions_mut().insert(Tenant(actor.company().to_string()));
            request.extensions_mut().insert(actor);
        }
        Ok(None) => {}
        Err(error) => return Problem::from(error).into_response(),
    }
    next.run(request).await
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

async fn sign_in(State(access): State<Access>, Json(credentials): Json<Credentials>) -> Response {
    let (status, body) = match access.issue(credentials).await {
        Ok(token) => (StatusCode::OK, json!({ "token": token })),
        Err(error) => {
            let (status, detail) = error.response();
            (status, json!({ "status": status.as_u16(), "detail": detail }))
        }
    };
    (status, [(header::CACHE_CONTROL, "no-store")], Json(body)).into_response()
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
                (StatusCode::INTERNAL_SERVER_ERROR, "Signing in failed. Try again later.")
            }
        }
    }
}
