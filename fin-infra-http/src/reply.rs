//! Responses with a JSON body.

use axum::body::Bytes;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, HeaderValue, LOCATION};
use axum::response::{IntoResponse, Response};

use super::conditional;

/// The response to the creation of a row.
pub(super) struct Created {
    pub(super) body: Bytes,
    pub(super) location: Option<String>,
    pub(super) version: Option<i64>,
}

impl Created {
    pub(super) fn into_response(self) -> Response {
        let mut response = with_json(StatusCode::CREATED, self.body);
        let headers = response.headers_mut();
        if let Some(location) = self.location.and_then(|location| HeaderValue::from_str(&location).ok()) {
            headers.insert(LOCATION, location);
        }
        conditional::tag(self.version, headers);
        response
    }
}

pub(super) fn with_json(status: StatusCode, body: Bytes) -> Response {
    (status, [(CONTENT_TYPE, HeaderValue::from_static("application/json"))], body).into_response()
}
