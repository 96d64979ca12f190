//! Liveness and readiness of the process.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, HeaderValue};
use axum::response::{IntoResponse, Response};

use super::api::Api;
use super::problem::{Kind, Problem};
use super::reply::with_json;
use super::serve::ShutdownFlag;

/// Liveness: the process is running.
pub(super) async fn live() -> Response {
    up()
}

/// Readiness: the server is not shutting down, the database answers, and the checks of the app pass.
pub(super) async fn ready(
    State(api): State<Arc<Api>>,
    stopping: Option<Extension<ShutdownFlag>>,
) -> Response {
    if stopping.is_some_and(|Extension(stopping)| stopping.has_begun()) {
        return of_now(Problem::new(Kind::Unavailable, "the server is shutting down").into_response());
    }
    check(&api).await.map_or_else(|problem| of_now(problem.into_response()), |()| up())
}

async fn check(api: &Api) -> Result<(), Problem> {
    api.db.ping().await?;
    for check in &api.readiness {
        if let Err(error) = check(api.db.clone(), api.tables.clone()).await {
            tracing::error!(%error, "a readiness check failed");
            return Err(Problem::new(Kind::Unavailable, "the app is not ready; see its log"));
        }
    }
    Ok(())
}

fn up() -> Response {
    of_now(with_json(StatusCode::OK, r#"{"status":"up"}"#.into()))
}

/// Marks a response as valid for this moment only.
fn of_now(mut response: Response) -> Response {
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
