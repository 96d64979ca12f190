//! Futures that are dropped half way.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

/// When a future is dropped, if it is not done by then.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cut {
    /// How often it is polled.
    pub(crate) polls: usize,
    /// Whether it is dropped only when it would be polled once more: the event that it waits for has happened then, but
    /// it is not observed.
    pub(crate) late: bool,
}

/// Polls a future, and drops it half way unless it is done before.
pub(crate) async fn cut<F: Future>(cut: Cut, future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    let mut polls = 0;
    poll_fn(|context| {
        if polls == cut.polls {
            return Poll::Ready(None);
        }
        polls += 1;
        match future.as_mut().poll(context) {
            Poll::Ready(output) => Poll::Ready(Some(output)),
            Poll::Pending if polls == cut.polls && !cut.late => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}

#[tokio::test]
async fn a_future_is_dropped_after_so_many_polls() {
    let three = async || {
        tokio::task::yield_now().await;
        tokio::task::yield_now().await;
        "done"
    };
    for late in [false, true] {
        let polled = async |polls| cut(Cut { polls, late }, three()).await;
        assert_eq!((polled(0).await, polled(1).await, polled(2).await), (None, None, None));
        assert_eq!((polled(3).await, polled(4).await), (Some("done"), Some("done")));
    }
}
