//! The routes of the document and of the page that shows it.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use utoipa::openapi::OpenApi;
use utoipa_swagger_ui::{Config, SwaggerUi};

use crate::http::handlers::with_json;
use crate::http::resources::Api;

/// The routes of the document and of the page.
pub(in crate::http) fn routes(document: &OpenApi) -> Router<Arc<Api>> {
    // It is made of strings and numbers, which are always JSON.
    let document = Bytes::from(serde_json::to_vec(document).unwrap_or_default());
    let answer = async move || -> Response { with_json(StatusCode::OK, document.clone()) };
    // Relative, so that it is found under any path that the router is nested in.
    let config = Config::from("../openapi.json").use_base_layout().try_it_out_enabled(true);
    Router::new().route("/openapi.json", get(answer)).merge(SwaggerUi::new("/docs").config(config))
}
