//! The state of a connection, for its deadlines and for finding a connection that can be closed for another one.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Waker;
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

use super::options::ServeOptions;

/// How long a connection keeps its slot while it waits for a head, for a body, and for its client to read, even if another
/// client needs the slot.
const HEAD_WAIT: Duration = Duration::from_millis(100);
const BODY_WAIT: Duration = Duration::from_secs(1);
const READER_WAIT: Duration = Duration::from_secs(5);

/// The phase of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// It receives the head of a request.
    Head,
    /// The app works on a request.
    Serving,
    /// It waits for the next request.
    Idle,
    /// It is upgraded to another protocol, and the app handles its waits.
    Upgraded,
    /// It is being closed for another connection.
    Closing,
}

struct State {
    phase: Phase,
    since: Instant,
    /// Since when the client has read nothing of a response, if it is stuck.
    stuck: Option<Instant>,
    body: BodyState,
    /// Whether the last response of the router looks like a rejection by hyper.
    looks_rejected: bool,
}

/// The state of the body of the current request.
enum BodyState {
    /// Nothing is awaited.
    Here,
    /// The client has to send more. The reader is woken if the wait is aborted.
    Awaited(Waker),
    /// The wait was aborted.
    UploadAborted,
}

/// What a connection waits for when its slot is taken, the least harmful first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Wait {
    Request,
    Body,
    Reading,
}

impl State {
    /// What the connection waits for, and since when, if its slot can be taken.
    fn wait(&self, now: Instant) -> Option<(Wait, Instant)> {
        let is_over = |since: Instant, limit| now.duration_since(since) > limit;
        match (self.phase, self.stuck) {
            (Phase::Serving | Phase::Idle, Some(since)) => {
                is_over(since, READER_WAIT).then_some((Wait::Reading, since))
            }
            (Phase::Head, None) => is_over(self.since, HEAD_WAIT).then_some((Wait::Request, self.since)),
            (Phase::Idle, None) => Some((Wait::Request, self.since)),
            (Phase::Serving, None) if matches!(self.body, BodyState::Awaited(_)) => {
                is_over(self.since, BODY_WAIT).then_some((Wait::Body, self.since))
            }
            _ => None,
        }
    }
}

/// The state of one connection.
pub(super) struct Activity {
    state: Mutex<State>,
    /// The number of requests so far.
    requests: AtomicU64,
    closing: Notify,
    header_timeout: Duration,
    idle_timeout: Duration,
}

impl Activity {
    /// A new connection, which waits for a head.
    pub(super) fn new(options: &ServeOptions) -> Arc<Self> {
        let state = State {
            phase: Phase::Head,
            since: Instant::now(),
            stuck: None,
            body: BodyState::Here,
            looks_rejected: false,
        };
        Arc::new(Self {
            state: Mutex::new(state),
            requests: AtomicU64::new(0),
            closing: Notify::new(),
            header_timeout: options.header_timeout,
            idle_timeout: options.idle_timeout,
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics while it is held.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Bytes were received.
    pub(super) fn received(&self) {
        let mut state = self.state();
        if state.phase == Phase::Idle {
            (state.phase, state.since) = (Phase::Head, Instant::now());
        }
    }

    /// Bytes were sent, or the client is stuck.
    pub(super) fn sent(&self, stuck: bool) {
        let mut state = self.state();
        let now = Instant::now();
        if state.stuck.is_some() && !stuck && state.phase == Phase::Idle {
            state.since = now;
        }
        state.stuck = stuck.then_some(now);
    }

    /// A part of the body is awaited. Returns false if the wait was aborted.
    pub(super) fn waits_for_body(&self, waker: &Waker) -> bool {
        let mut state = self.state();
        match &mut state.body {
            BodyState::UploadAborted => false,
            BodyState::Awaited(known) => {
                known.clone_from(waker);
                true
            }
            BodyState::Here => {
                state.body = BodyState::Awaited(waker.clone());
                true
            }
        }
    }

    /// The awaited part of the body arrived, or the reader was dropped.
    pub(super) fn has_body(&self) {
        let mut state = self.state();
        if matches!(state.body, BodyState::Awaited(_)) {
            state.body = BodyState::Here;
        }
    }

    /// The number of requests so far.
    pub(super) fn requests(&self) -> u64 {
        self.requests.load(Ordering::Relaxed)
    }

    /// The router responded; `looks_rejected` is true if hyper responds to a rejected head in the same way.
    pub(super) fn responded(&self, looks_rejected: bool) {
        self.state().looks_rejected = looks_rejected;
    }

    /// Whether the rejection that is being sent comes from the router. Call it once for each response.
    pub(super) fn is_from_router(&self) -> bool {
        std::mem::take(&mut self.state().looks_rejected)
    }

    /// The deadline for the next bytes.
    pub(super) fn read_deadline(&self) -> Option<Instant> {
        let state = self.state();
        match state.phase {
            Phase::Head => state.since.checked_add(self.header_timeout),
            Phase::Idle if state.stuck.is_none() => state.since.checked_add(self.idle_timeout),
            _ => None,
        }
    }

    /// Begins a request, unless the connection is being closed.
    pub(super) fn serve(self: &Arc<Self>) -> Option<Serving> {
        let mut state = self.state();
        if state.phase == Phase::Closing {
            return None;
        }
        (state.phase, state.since, state.body) = (Phase::Serving, Instant::now(), BodyState::Here);
        self.requests.fetch_add(1, Ordering::Relaxed);
        Some(Serving(self.clone()))
    }

    /// What the connection waits for, and since when, if its slot can be taken.
    pub(super) fn wait(&self) -> Option<(Wait, Instant)> {
        self.state().wait(Instant::now())
    }

    /// Closes the connection, or aborts the wait for a body, if it still waits for its client.
    pub(super) fn close(&self) -> bool {
        let mut state = self.state();
        let Some((wait, _)) = state.wait(Instant::now()) else { return false };
        if wait == Wait::Body {
            if let BodyState::Awaited(waker) = std::mem::replace(&mut state.body, BodyState::UploadAborted) {
                waker.wake();
            }
        } else {
            state.phase = Phase::Closing;
            self.closing.notify_one();
        }
        true
    }

    /// Waits until the connection is to be closed.
    pub(super) async fn closed(&self) {
        self.closing.notified().await;
    }
}

/// A request in progress, until it is dropped.
pub(super) struct Serving(Arc<Activity>);

impl Serving {
    /// The connection is upgraded to another protocol.
    pub(super) fn upgrade(self) {
        self.0.state().phase = Phase::Upgraded;
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let mut state = self.0.state();
        if state.phase == Phase::Serving {
            (state.phase, state.since) = (Phase::Idle, Instant::now());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_connection_can_be_closed_only_while_it_waits_for_its_client() {
        let activity = Activity::new(&ServeOptions::new());
        assert_eq!((activity.wait(), activity.close()), (None, false), "its head had no time to come");
        let serving = activity.serve().unwrap();
        assert_eq!((activity.wait(), activity.close(), activity.read_deadline()), (None, false, None));
        activity.sent(true);
        drop(serving);
        assert_eq!((activity.wait(), activity.close(), activity.read_deadline()), (None, false, None));
        activity.sent(false);
        assert_eq!(activity.wait().map(|(wait, _)| wait), Some(Wait::Request));
        assert!(activity.close());
        activity.closed().await;
        assert!(activity.serve().is_none(), "a request came in between");
    }

    /// The wait after some time has passed.
    fn after(time: Duration, state: &State) -> Option<Wait> {
        state.wait(Instant::now() + time).map(|(wait, _)| wait)
    }

    #[test]
    fn a_slot_can_be_taken_after_a_minimum_wait() {
        let activity = Activity::new(&ServeOptions::new());
        assert_eq!(after(HEAD_WAIT, &activity.state()), Some(Wait::Request));
        let _serving = activity.serve();
        assert_eq!(after(Duration::from_mins(1), &activity.state()), None, "the app works on it");
        assert!(activity.waits_for_body(Waker::noop()));
        assert_eq!((activity.close(), after(BODY_WAIT, &activity.state())), (false, Some(Wait::Body)));
        activity.has_body();
        assert_eq!(after(BODY_WAIT, &activity.state()), None);
        activity.sent(true);
        assert_eq!(after(BODY_WAIT, &activity.state()), None);
        assert_eq!(after(READER_WAIT, &activity.state()), Some(Wait::Reading));
    }

    #[test]
    fn a_head_has_one_deadline_however_slowly_it_arrives() {
        let options = ServeOptions::new();
        let activity = Activity::new(&options);
        let first = activity.read_deadline().unwrap();
        activity.received();
        assert_eq!(activity.read_deadline(), Some(first));
        drop(activity.serve());
        let idle = activity.read_deadline().unwrap();
        assert!(idle + options.header_timeout >= first + options.idle_timeout);
        activity.received();
        let next = activity.read_deadline().unwrap();
        assert!(next >= first && next < idle);
        activity.received();
        assert_eq!(activity.read_deadline(), Some(next));
        activity.serve().unwrap().upgrade();
        assert_eq!((activity.read_deadline(), activity.close()), (None, false));
    }
}
