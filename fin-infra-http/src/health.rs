//! Whether the process runs, and whether it can do its work.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, HeaderValue};
use axum::response::{IntoResponse, Response};

use super::api::Api;
use super::problem::{Kind, Problem};
use super::reply::with_json;
use super::serve::ShutdownFlag;

/// The process runs.
pub(super) async fn live() -> Response {
    up()
}

/// The server is not about to stop, and the database answers and, where the app asked for that, has the tables that the
/// structs describe.
pub(super) async fn ready(
    State(api): State<Arc<Api>>,
    stopping: Option<Extension<ShutdownFlag>>,
) -> Response {
    if stopping.is_some_and(|Extension(stopping)| stopping.has_begun()) {
        return of_now(Problem::new(Kind::Unavailable, "the server is about to stop").into_response());
    }
    check(&api).await.map_or_else(|problem| of_now(problem.into_response()), |()| up())
}

async fn check(api: &Api) -> Result<(), Problem> {
    api.db.ping().await?;
    for check in &api.readiness {
        if let Err(error) = check(api.db.clone(), api.tables.clone()).await {
            tracing::error!(%error, "not ready");
            return Err(Problem::new(Kind::Unavailable, "the app is not ready; its log says why"));
        }
    }
    Ok(())
}

fn up() -> Response {
    of_now(with_json(StatusCode::OK, r#"{"status":"up"}"#.into()))
}

/// An answer that holds for this moment alone.
fn of_now(mut response: Response) -> Response {
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
