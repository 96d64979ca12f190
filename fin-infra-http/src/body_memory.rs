//! A limit on the memory of request bodies. A body counts from its arrival until the response is sent, since the response
//! may repeat it.

use std::error::Error;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, ready};

use axum::BoxError;
use axum::body::{Body, Bytes, HttpBody};
use hyper::body::{Frame, SizeHint};
use tokio::sync::Semaphore;

use super::guarded_body::GuardedBody;

/// The unit in which bodies are counted, and the bytes of each body that are not counted.
const UNIT: usize = 1024;
const UNCOUNTED: usize = 64 * UNIT;

/// The memory that bodies may use.
pub(super) struct BodyMemory {
    room: Arc<Semaphore>,
    units: usize,
}

impl BodyMemory {
    pub(super) fn new(bytes: usize) -> Self {
        let units = (bytes / UNIT).clamp(1, Semaphore::MAX_PERMITS);
        Self { room: Arc::new(Semaphore::new(units)), units }
    }

    /// Wraps the body of a request, which fails with [`BodyMemoryFull`] if it does not fit, and returns its reservation. Bytes
    /// beyond the limit are not counted: a longer body is rejected, or not kept in memory.
    pub(super) fn receive(&self, body: Body, limit: usize) -> (Body, Arc<Reservation>) {
        let taken = Arc::new(Reservation { room: self.room.clone(), units: AtomicUsize::new(0) });
        if body.is_end_stream() {
            return (body, taken);
        }
        let most = (limit.saturating_sub(UNCOUNTED) / UNIT).min(self.units);
        let body = MeteredBody { body, taken: taken.clone(), bytes: 0, most };
        (Body::new(body), taken)
    }
}

/// The memory that a request reserves, until it is dropped.
pub(super) struct Reservation {
    room: Arc<Semaphore>,
    units: AtomicUsize,
}

impl Reservation {
    /// Reserves what is missing, or fails if there is too little memory.
    fn grow_to(&self, units: usize) -> Result<(), BodyMemoryFull> {
        let missing = units.saturating_sub(self.units.load(Ordering::Relaxed));
        let permits = u32::try_from(missing).map_err(|_| BodyMemoryFull)?;
        self.room.try_acquire_many(permits).map_err(|_| BodyMemoryFull)?.forget();
        self.units.fetch_add(missing, Ordering::Relaxed);
        Ok(())
    }

    /// Wraps the body of a response so that the reservation lasts until it is sent.
    pub(super) fn until_sent(self: Arc<Self>, body: Body) -> Body {
        match self.units.load(Ordering::Relaxed) {
            0 => body,
            _ => Body::new(GuardedBody::new(body, self)),
        }
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        self.room.add_permits(*self.units.get_mut());
    }
}

/// A body that is counted while it arrives.
struct MeteredBody {
    body: Body,
    taken: Arc<Reservation>,
    bytes: usize,
    most: usize,
}

impl HttpBody for MeteredBody {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(context)).transpose()?;
        self.bytes += frame.as_ref().and_then(Frame::data_ref).map_or(0, Bytes::len);
        self.taken.grow_to((self.bytes.saturating_sub(UNCOUNTED) / UNIT).min(self.most))?;
        Poll::Ready(frame.map(Ok))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// A body does not fit into the memory for bodies.
#[derive(Debug)]
pub(super) struct BodyMemoryFull;

impl fmt::Display for BodyMemoryFull {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("too many large bodies are in flight")
    }
}

impl Error for BodyMemoryFull {}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt as _;

    use super::*;

    const BODY: usize = 200 * UNIT;

    fn body() -> Body {
        Body::from(vec![0; BODY])
    }

    #[tokio::test]
    async fn a_body_counts_until_its_response_is_sent() {
        let memory = BodyMemory::new(300 * UNIT);
        let (first, taken) = memory.receive(body(), BODY);
        assert_eq!(first.collect().await.unwrap().to_bytes().len(), BODY);
        let answer = taken.until_sent(Body::from("done"));
        assert_eq!(answer.size_hint().exact(), Some(4));
        let (second, third) = (memory.receive(body(), BODY), memory.receive(body(), BODY));
        second.0.collect().await.unwrap();
        assert!(third.0.collect().await.unwrap_err().to_string().contains(&BodyMemoryFull.to_string()));
        let small = memory.receive(Body::from(vec![0; UNCOUNTED]), BODY);
        small.0.collect().await.unwrap();
        drop(answer);
        memory.receive(body(), BODY).0.collect().await.unwrap();
    }

    #[tokio::test]
    async fn a_body_that_needs_more_than_all_is_received_alone() {
        let memory = BodyMemory::new(10 * UNIT);
        let (alone, taken) = memory.receive(body(), BODY);
        alone.collect().await.unwrap();
        assert!(memory.receive(body(), BODY).0.collect().await.is_err());
        drop(taken);
        memory.receive(body(), BODY).0.collect().await.unwrap();
    }

    #[tokio::test]
    async fn bytes_beyond_the_limit_are_not_counted() {
        let memory = BodyMemory::new(100 * UNIT);
        let (long, _taken) = memory.receive(body(), UNCOUNTED + 20 * UNIT);
        long.collect().await.unwrap();
        let (other, _taken) = memory.receive(body(), UNCOUNTED + 80 * UNIT);
        other.collect().await.unwrap();
    }
}
