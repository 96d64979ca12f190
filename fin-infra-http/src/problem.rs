//! Problem documents (RFC 9457).

use std::borrow::Cow;
use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use axum::response::{IntoResponse, Response};
use fin_infra_core::{Error, ErrorKind};
use serde::Serialize;

/// How many seconds a client should wait before it tries again.
const RETRY_AFTER_SECONDS: HeaderValue = HeaderValue::from_static("1");

/// Only the client may cache a response, and has to revalidate it. For another client, the same URI may have the rows of
/// another tenant.
pub(super) const PRIVATE_CACHE: &str = "private, no-cache";

/// The media type of a problem document.
pub(super) const MEDIA_TYPE: &str = "application/problem+json";

/// A problem document ([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457)), the response to every request that fails.
///
/// Custom routes can return it, too: `?` converts an [`Error`]. The message of a database is logged, and never part of the
/// response.
///
/// ```
/// use axum::response::IntoResponse;
/// use fin_infra::Error;
/// use fin_infra::http::Problem;
///
/// async fn handler() -> Result<String, Problem> {
///     Err(Error::invalid("name", "must not be empty"))?
/// }
/// # let problem = Problem::from(Error::invalid("name", "must not be empty"));
/// # assert_eq!(problem.status(), 422);
/// ```
#[derive(Debug, Clone)]
pub struct Problem(Box<Inner>);

#[derive(Debug, Clone)]
struct Inner {
    kind: Kind,
    detail: Cow<'static, str>,
    constraint: Option<String>,
    errors: Vec<FieldError>,
}

/// An error in a parameter, field or header.
#[derive(Debug, Clone, Serialize)]
pub(super) struct FieldError {
    /// The parameter, field or header.
    pub(super) name: String,
    /// What is wrong with it.
    pub(super) detail: String,
}

/// How many errors are reported at once, and how many characters of a name and of a detail. They keep a response from being
/// many times as long as its request.
pub(super) const MAX_ERRORS: usize = 20;
const MAX_NAME_LENGTH: usize = 100;
const MAX_DETAIL_LENGTH: usize = 4_000;

impl FieldError {
    pub(super) fn new(name: impl Into<String>, detail: impl Into<String>) -> Self {
        Self {
            name: shortened(name.into(), MAX_NAME_LENGTH),
            detail: shortened(detail.into(), MAX_DETAIL_LENGTH),
        }
    }

    /// Puts the field within another one.
    pub(super) fn within(self, path: &str) -> Self {
        Self { name: shortened(format!("{path}.{}", self.name), MAX_NAME_LENGTH), ..self }
    }
}

fn shortened(mut text: String, longest: usize) -> String {
    if let Some((end, _)) = text.char_indices().nth(longest) {
        text.truncate(end);
        text.push('…');
    }
    text
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $Kind:ident $status:ident $slug:literal $title:literal,)*) => {
        /// The kinds of problems that there are.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub(super) enum Kind { $($(#[$doc])* $Kind,)* }

        impl Kind {
            /// All of them.
            pub(super) const ALL: &[Self] = &[$(Self::$Kind),*];

            pub(super) fn status(self) -> StatusCode {
                match self { $(Self::$Kind => StatusCode::$status,)* }
            }

            /// The type by which a program recognizes the kind.
            pub(super) fn uri(self) -> &'static str {
                match self { $(Self::$Kind => concat!("urn:fin-infra:problem:", $slug),)* }
            }

            pub(super) fn title(self) -> &'static str {
                match self { $(Self::$Kind => $title,)* }
            }
        }
    };
}

kinds! {
    InvalidQuery BAD_REQUEST "invalid-query" "Invalid query parameter",
    InvalidHeader BAD_REQUEST "invalid-header" "Invalid header",
    MalformedRequest BAD_REQUEST "malformed-request" "Malformed HTTP request",
    MalformedBody BAD_REQUEST "malformed-body" "Malformed body",
    TenantMissing BAD_REQUEST "tenant-missing" "Missing tenant",
    Unauthorized UNAUTHORIZED "unauthorized" "Authentication required",
    Forbidden FORBIDDEN "forbidden" "Not permitted",
    NotFound NOT_FOUND "not-found" "Row not found",
    MethodNotAllowed METHOD_NOT_ALLOWED "method-not-allowed" "Method not allowed",
    Conflict CONFLICT "conflict" "Conflicts with existing data",
    RequestTimeout REQUEST_TIMEOUT "request-timeout" "Timed out waiting for the body",
    Gone GONE "gone" "The row has been deleted",
    PreconditionFailed PRECONDITION_FAILED "precondition-failed" "The row has changed",
    ContentTooLarge PAYLOAD_TOO_LARGE "content-too-large" "The body is too large",
    UriTooLong URI_TOO_LONG "uri-too-long" "The URI is too long",
    UnsupportedMediaType UNSUPPORTED_MEDIA_TYPE "unsupported-media-type" "Unsupported media type",
    InvalidBody UNPROCESSABLE_ENTITY "invalid-body" "Invalid body",
    IdempotencyKeyReused UNPROCESSABLE_ENTITY "idempotency-key-reused" "Idempotency key reused for another request",
    PreconditionRequired PRECONDITION_REQUIRED "precondition-required" "If-Match is required",
    HeadTooLarge REQUEST_HEADER_FIELDS_TOO_LARGE "head-too-large" "The headers are too large",
    Internal INTERNAL_SERVER_ERROR "internal" "Internal error",
    Unavailable SERVICE_UNAVAILABLE "unavailable" "Temporarily unavailable",
}

impl Problem {
    pub(super) fn new(kind: Kind, detail: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Inner { kind, detail: detail.into(), constraint: None, errors: Vec::new() }))
    }

    /// A problem in parts of the request. Only the first errors are reported.
    pub(super) fn of(kind: Kind, mut errors: Vec<FieldError>) -> Self {
        errors.truncate(MAX_ERRORS);
        let names: Vec<&str> = errors.iter().map(|error| error.name.as_str()).collect();
        let detail = format!("errors in: {}", names.join(", "));
        Self(Box::new(Inner { kind, detail: detail.into(), constraint: None, errors }))
    }

    /// A head that the server rejects before the router sees the request.
    pub(super) fn rejected_head(kind: Kind) -> Self {
        let detail = match kind {
            Kind::UriTooLong => "the path and the query exceed 65,534 bytes",
            Kind::HeadTooLarge => "the request has more than 100 headers, or more than 128 KiB of them",
            _ => "the request line or a header is malformed",
        };
        Self::new(kind, detail)
    }

    /// The problem of a row that does not exist. A deleted row and a row of another tenant have the same one.
    pub(super) fn not_found() -> Self {
        Self::new(Kind::NotFound, "there is no such row")
    }

    /// The problem of a query that a store rejected. The store names columns, which are mapped to the parameters of the
    /// query.
    pub(super) fn of_query(error: Error, parameters: &[String]) -> Self {
        if !error.is_invalid() {
            return error.into();
        }
        let about = |column: &str, name: &str| {
            let rest = name.strip_prefix(column);
            // A condition on the column, or on what is computed of it: `amount[gte]`, or `sum(amount)[gte]`.
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('['))
                || name
                    .split_once('(')
                    .and_then(|(_, rest)| rest.split_once(')'))
                    .is_some_and(|(of, _)| of == column)
                || (column == "search" && name == "q")
        };
        let errors = error.field_errors().flat_map(|(column, reason)| {
            let names: BTreeSet<&str> =
                parameters.iter().map(String::as_str).filter(|name| about(column, name)).collect();
            let names = if names.is_empty() { BTreeSet::from([column]) } else { names };
            names.into_iter().map(move |name| FieldError::new(name, reason))
        });
        Self::of(Kind::InvalidQuery, errors.collect())
    }

    /// The errors in parts of the request, if that is what it reports.
    pub(super) fn field_errors(&self) -> Option<&[FieldError]> {
        Some(&*self.0.errors).filter(|errors| !errors.is_empty())
    }

    /// Adds the violated constraint.
    pub(super) fn with_constraint(mut self, constraint: &str) -> Self {
        self.0.constraint = Some(constraint.to_owned());
        self
    }

    /// The body of the response.
    pub(super) fn document(&self) -> Document<'_> {
        let Inner { kind, detail, constraint, errors } = &*self.0;
        Document {
            uri: kind.uri(),
            title: kind.title(),
            status: kind.status().as_u16(),
            detail,
            constraint: constraint.as_deref(),
            errors,
        }
    }

    /// The body of the response, as JSON.
    pub(super) fn json(&self) -> Vec<u8> {
        // It is made of strings and numbers, which are always JSON.
        serde_json::to_vec(&self.document()).unwrap_or_default()
    }

    /// The HTTP status of the response.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.0.kind.status().as_u16()
    }
}

/// The errors of the fields that an error names.
fn field_errors(error: &Error) -> Vec<FieldError> {
    error.field_errors().map(|(field, reason)| FieldError::new(field, reason)).collect()
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let kind = match error.kind() {
            ErrorKind::NotFound => return Self::not_found(),
            // Other rows refer to the row: no field of the request is at fault.
            ErrorKind::ForeignKey if error.fields().next().is_none() => Kind::Conflict,
            ErrorKind::Conflict => Kind::Conflict,
            ErrorKind::StaleVersion => Kind::PreconditionFailed,
            ErrorKind::Invalid | ErrorKind::ForeignKey => Kind::InvalidBody,
            ErrorKind::Unavailable => Kind::Unavailable,
            // Database, and kinds that may be added.
            _ => Kind::Internal,
        };
        let detail = match kind {
            Kind::Internal => {
                tracing::error!(%error, row_id = error.row_id(), "database error");
                tracing::debug!(?error, "database error, in full");
                "the request failed; the error is logged".into()
            }
            Kind::Unavailable => {
                tracing::warn!(%error, "database unavailable");
                "the database is unavailable".into()
            }
            Kind::InvalidBody if error.field_errors().nth(1).is_some() => {
                return Self::of(kind, field_errors(&error));
            }
            _ => error.reason().to_owned().into(),
        };
        let errors = match kind {
            Kind::Internal | Kind::Unavailable => Vec::new(),
            _ => field_errors(&error),
        };
        Self(Box::new(Inner { kind, detail, constraint: error.constraint().map(str::to_owned), errors }))
    }
}

/// The body of a problem document.
#[derive(Serialize)]
pub(super) struct Document<'a> {
    #[serde(rename = "type")]
    uri: &'static str,
    title: &'static str,
    status: u16,
    pub(super) detail: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    constraint: Option<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [FieldError],
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = Body::from(self.json());
        let kind = self.0.kind;
        let headers = [(CONTENT_TYPE, MEDIA_TYPE), (CACHE_CONTROL, PRIVATE_CACHE)];
        let mut response = (kind.status(), headers, body).into_response();
        if kind == Kind::Unavailable {
            response.headers_mut().insert(RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        response
    }
}

/// The response to a method that a path does not support. The router adds the header `Allow`.
pub(super) async fn method_not_allowed() -> Problem {
    Problem::new(Kind::MethodNotAllowed, "see the Allow header for the supported methods")
}
