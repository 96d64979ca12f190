//! The span and the log line of a request. They name the route and the status, never an id, a tenant or a value.

use std::time::{Duration, Instant};

use axum::extract::MatchedPath;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::Response;
use tracing::Span;
use tracing::field::Empty;

use super::Action;
use super::request_id;

/// The span of a request, from its start.
pub(super) struct RequestTrace {
    span: Span,
    begun: Instant,
    /// A health check, which is logged at the debug level: they come every few seconds.
    is_health: bool,
}

impl RequestTrace {
    pub(super) fn begin(request: &Request) -> Self {
        // The declared route: the path itself contains ids.
        let route = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
        let span = tracing::info_span!(
            "request",
            method = %request.method(),
            route,
            resource = Empty,
            action = Empty,
            request_id = request_id::of(request.extensions()),
            status = Empty,
            latency_ms = Empty,
        );
        let is_health = route.ends_with("/health/live") || route.ends_with("/health/ready");
        Self { span, begun: Instant::now(), is_health }
    }

    pub(super) fn span(&self) -> Span {
        self.span.clone()
    }

    /// Records and logs the status and the latency.
    pub(super) fn end(self, response: &Response) {
        let (status, latency_ms) = (response.status(), milliseconds(self.begun.elapsed()));
        self.span.in_scope(|| log(status, latency_ms, self.is_health));
        self.span.record("status", status.as_u16());
        self.span.record("latency_ms", latency_ms);
    }
}

/// A duration in milliseconds, rounded to microseconds.
fn milliseconds(time: Duration) -> f64 {
    (time.as_secs_f64() * 1_000_000.0).round() / 1_000.0
}

fn log(status: StatusCode, latency_ms: f64, is_health: bool) {
    let status = status.as_u16();
    if is_health {
        tracing::debug!(status, latency_ms, "request completed");
    } else {
        tracing::info!(status, latency_ms, "request completed");
    }
}

/// Records the resource and the action in the span of the request.
pub(super) fn about(resource: &'static str, action: Option<Action>) {
    let span = Span::current();
    span.record("resource", resource);
    span.record("action", action.map_or("", Action::name));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_latency_is_rounded_to_microseconds() {
        assert_eq!(milliseconds(Duration::from_nanos(1_234_567_891)).to_string(), "1234.568");
        assert_eq!(milliseconds(Duration::from_nanos(345_499)).to_string(), "0.345");
    }
}
