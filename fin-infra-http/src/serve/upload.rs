//! The body of a request, with a deadline.

use std::error::Error;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::BoxError;
use axum::body::{Bytes, HttpBody};
use hyper::body::{Frame, Incoming, SizeHint};
use tower_http::timeout::DeadlineBody;

use super::activity::Activity;

/// A body that fails after its deadline, or when another client needs the slot of its connection.
pub(super) struct Upload {
    body: Pin<Box<DeadlineBody<Incoming>>>,
    activity: Arc<Activity>,
}

impl Upload {
    pub(super) fn new(body: Incoming, limit: Duration, activity: Arc<Activity>) -> Self {
        Self { body: Box::pin(DeadlineBody::new(limit, body)), activity }
    }
}

impl HttpBody for Upload {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let poll = self.body.as_mut().poll_frame(context);
        match poll {
            Poll::Pending if self.activity.waits_for_body(context.waker()) => Poll::Pending,
            Poll::Pending => Poll::Ready(Some(Err(Box::new(UploadAborted)))),
            Poll::Ready(_) => {
                self.activity.has_body();
                poll
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        self.activity.has_body();
    }
}

/// The slot of the connection was needed before the body arrived.
#[derive(Debug)]
pub(crate) struct UploadAborted;

impl fmt::Display for UploadAborted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the body did not arrive in time, and another client needed the connection")
    }
}

impl Error for UploadAborted {}
