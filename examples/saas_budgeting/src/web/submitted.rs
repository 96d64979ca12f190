//! Forms that the pages submit.

use axum::Form;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::response::Response;
use serde::de::DeserializeOwned;

use super::page;

/// A form. One that no page submits like that is refused with a sentence for people.
pub(super) struct Submitted<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Submitted<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        match Form::from_request(request, state).await {
            Ok(Form(form)) => Ok(Self(form)),
            Err(rejection) => Err(page::told(
                rejection.status(),
                match rejection.status() {
                    StatusCode::PAYLOAD_TOO_LARGE => "The form is too large.",
                    _ => "The form could not be read: load the page again.",
                },
            )),
        }
    }
}
