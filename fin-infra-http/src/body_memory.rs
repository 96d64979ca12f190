//! How much memory the bodies of requests take: while they come, while they are worked on, and until the answer is sent,
//! which may repeat them.

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

/// How many bytes bodies are counted in, and how many of each are not counted.
const UNIT: usize = 1024;
const UNCOUNTED: usize = 64 * UNIT;

/// How much memory bodies may take.
pub(super) struct BodyMemory {
    room: Arc<Semaphore>,
    units: usize,
}

impl BodyMemory {
    pub(super) fn new(bytes: usize) -> Self {
        let units = (bytes / UNIT).clamp(1, Semaphore::MAX_PERMITS);
        Self { room: Arc::new(Semaphore::new(units)), units }
    }

    /// A request's body, which ends with [`BodyMemoryFull`] where there is no room for it, and the room that it takes. It is not
    /// counted beyond the limit: what is longer is refused, or not kept in memory.
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

/// The room that a request takes, until it is dropped.
pub(super) struct Reservation {
    room: Arc<Semaphore>,
    units: AtomicUsize,
}

impl Reservation {
    /// Takes as much as is missing, unless that is more than there is.
    fn grow_to(&self, units: usize) -> Result<(), BodyMemoryFull> {
        let missing = units.saturating_sub(self.units.load(Ordering::Relaxed));
        let permits = u32::try_from(missing).map_err(|_| BodyMemoryFull)?;
        self.room.try_acquire_many(permits).map_err(|_| BodyMemoryFull)?.forget();
        self.units.fetch_add(missing, Ordering::Relaxed);
        Ok(())
    }

    /// An answer that keeps the room until it is sent.
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

/// A body that is counted while it comes.
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

/// There is no room for a body.
#[derive(Debug)]
pub(super) struct BodyMemoryFull;

impl fmt::Display for BodyMemoryFull {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("too many large bodies are being sent")
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
    async fn a_body_counts_until_its_answer_is_sent() {
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
    async fn what_is_longer_than_the_limit_is_not_kept_in_memory_and_not_counted() {
        let memory = BodyMemory::new(100 * UNIT);
        let (long, _taken) = memory.receive(body(), UNCOUNTED + 20 * UNIT);
        long.collect().await.unwrap();
        let (other, _taken) = memory.receive(body(), UNCOUNTED + 80 * UNIT);
        other.collect().await.unwrap();
    }
}
