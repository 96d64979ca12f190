//! The routes of the document and of the page that shows it.

use std::borrow::Cow;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::http::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderValue, LOCATION};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use utoipa::openapi::OpenApi;
use utoipa_swagger_ui::{Config, serve};

use crate::api::Api;
use crate::problem::{Kind, Problem};
use crate::reply::with_json;

/// The routes of the document and of the page.
pub(crate) fn routes(document: &OpenApi) -> Router<Arc<Api>> {
    // It is made of strings and numbers, which are always JSON.
    let document = Bytes::from(serde_json::to_vec(document).unwrap_or_default());
    let serve_document = async move || -> Response { with_json(StatusCode::OK, document.clone()) };
    // All paths are relative, so that they work if the router is nested.
    let config = Arc::new(Config::from("../openapi.json").use_base_layout());
    let index = config.clone();
    Router::new()
        .route("/openapi.json", get(serve_document))
        .route("/docs", get(async || (StatusCode::PERMANENT_REDIRECT, [(LOCATION, "docs/")])))
        .route("/docs/", get(async move || file("index.html", index.clone())))
        .route(
            "/docs/{*file}",
            get(async move |name: Result<Path<String>, PathRejection>| named(name, config.clone())),
        )
}

/// A file of the page, if its name is valid.
fn named(name: Result<Path<String>, PathRejection>, config: Arc<Config<'static>>) -> Response {
    name.map_or_else(|_| StatusCode::NOT_FOUND.into_response(), |Path(name)| file(&name, config))
}

/// A file of the page. The files are embedded in the program.
fn file(name: &str, config: Arc<Config<'static>>) -> Response {
    let file = match serve(name, config) {
        Ok(Some(file)) => file,
        Ok(None) => return StatusCode::NOT_FOUND.into_response(),
        Err(error) => {
            tracing::error!(%error, "a file of the page cannot be read");
            return Problem::new(Kind::Internal, "the page cannot be shown; it is logged").into_response();
        }
    };
    let mut headers = HeaderMap::new();
    if let Ok(ty) = HeaderValue::from_str(&file.content_type) {
        headers.insert(CONTENT_TYPE, ty);
    }
    if file.gzpipped {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    // Share the bytes: a copy would stay in memory for each client that does not read it.
    let bytes = match file.bytes {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        Cow::Owned(bytes) => bytes.into(),
    };
    (headers, bytes).into_response()
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt as _;

    use super::*;

    #[tokio::test]
    async fn clients_that_read_a_file_share_it() {
        let config = Arc::new(Config::from("../openapi.json"));
        let answer = || file("swagger-ui-bundle.js", config.clone()).into_body();
        let (one, other) = (answer().collect().await.unwrap(), answer().collect().await.unwrap());
        let (one, other) = (one.to_bytes(), other.to_bytes());
        assert!(one.len() > 100_000 && one.as_ptr() == other.as_ptr());
    }
}
