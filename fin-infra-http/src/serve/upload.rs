//! The body of a request, for which a client is waited no longer than allowed, and no longer than there is room.

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

/// A body that ends with an error when its time is over, or when somebody else needs the place of its connection.
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

/// The place of the connection was needed before the body came.
#[derive(Debug)]
pub(crate) struct UploadAborted;

impl fmt::Display for UploadAborted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the body did not come in time, and other clients needed the connection")
    }
}

impl Error for UploadAborted {}
