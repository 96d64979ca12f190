//! The span and the log line of a request: what was asked, and how it was answered, and nothing of whom or what.

use std::time::{Duration, Instant};

use axum::extract::MatchedPath;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::Response;
use tracing::Span;
use tracing::field::Empty;

use super::Action;
use super::request_id;

/// A request, from the moment at which it is asked.
pub(super) struct RequestTrace {
    span: Span,
    begun: Instant,
    /// Whether it is asked every few seconds by whoever looks after the process.
    is_health: bool,
}

impl RequestTrace {
    pub(super) fn begin(request: &Request) -> Self {
        // As it was declared: the path that was asked for has ids.
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

    /// Says how it was answered.
    pub(super) fn end(self, response: &Response) {
        let (status, latency_ms) = (response.status(), milliseconds(self.begun.elapsed()));
        self.span.in_scope(|| log(status, latency_ms, self.is_health));
        self.span.record("status", status.as_u16());
        self.span.record("latency_ms", latency_ms);
    }
}

/// A time in milliseconds, in whole microseconds: no clock of a request's is better than that.
fn milliseconds(time: Duration) -> f64 {
    (time.as_secs_f64() * 1_000_000.0).round() / 1_000.0
}

fn log(status: StatusCode, latency_ms: f64, is_health: bool) {
    let status = status.as_u16();
    if is_health {
        tracing::debug!(status, latency_ms, "answered");
    } else {
        tracing::info!(status, latency_ms, "answered");
    }
}

/// Says in the request's span which resource it is about, and what it does.
pub(super) fn about(resource: &'static str, action: Option<Action>) {
    let span = Span::current();
    span.record("resource", resource);
    span.record("action", action.map_or("", Action::name));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_latency_is_told_in_whole_microseconds() {
        assert_eq!(milliseconds(Duration::from_nanos(1_234_567_891)).to_string(), "1234.568");
        assert_eq!(milliseconds(Duration::from_nanos(345_499)).to_string(), "0.345");
    }
}
