//! What a connection is about, and since when: by it deadlines are kept, and a connection is found that can be closed.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

use super::options::ServeOptions;

/// What a connection is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// The head of a request is coming.
    Head,
    /// A request is in hand.
    Serving,
    /// The next request may come.
    Idle,
    /// Another protocol is spoken, whose waits are the app's own.
    Upgraded,
    /// It is being closed to make room.
    Closing,
}

struct State {
    phase: Phase,
    since: Instant,
    /// Whether the client takes no more of an answer for now.
    stuck: bool,
    /// Whether the last answer of the router looks like one of hyper's own refusals.
    looks_refused: bool,
}

/// What one connection is about.
pub(super) struct Activity {
    state: Mutex<State>,
    closing: Notify,
    header_timeout: Duration,
    idle_timeout: Duration,
}

impl Activity {
    /// Of a new connection, whose client is to send a head.
    pub(super) fn new(options: &ServeOptions) -> Arc<Self> {
        let state = State { phase: Phase::Head, since: Instant::now(), stuck: false, looks_refused: false };
        Arc::new(Self {
            state: Mutex::new(state),
            closing: Notify::new(),
            header_timeout: options.header_timeout,
            idle_timeout: options.idle_timeout,
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics while it is held.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Something came.
    pub(super) fn received(&self) {
        let mut state = self.state();
        if state.phase == Phase::Idle {
            (state.phase, state.since) = (Phase::Head, Instant::now());
        }
    }

    /// Something was sent, or the client has to take something first.
    pub(super) fn sent(&self, stuck: bool) {
        let mut state = self.state();
        if state.stuck && !stuck && state.phase == Phase::Idle {
            state.since = Instant::now();
        }
        state.stuck = stuck;
    }

    /// The router answered a request; `looks_refused` says whether hyper answers a head that it refuses in the same way.
    pub(super) fn answered(&self, looks_refused: bool) {
        self.state().looks_refused = looks_refused;
    }

    /// Whether the refusal that is being sent is the router's own answer. Asked once for each.
    pub(super) fn is_the_routers(&self) -> bool {
        std::mem::take(&mut self.state().looks_refused)
    }

    /// Until when something has to come.
    pub(super) fn read_deadline(&self) -> Option<Instant> {
        let state = self.state();
        match state.phase {
            Phase::Head => state.since.checked_add(self.header_timeout),
            Phase::Idle if !state.stuck => state.since.checked_add(self.idle_timeout),
            _ => None,
        }
    }

    /// Begins to serve a request, unless the connection is being closed.
    pub(super) fn serve(self: &Arc<Self>) -> Option<Serving> {
        let mut state = self.state();
        if state.phase == Phase::Closing {
            return None;
        }
        state.phase = Phase::Serving;
        Some(Serving(self.clone()))
    }

    /// Since when it waits for a request, if it does.
    pub(super) fn waits_since(&self) -> Option<Instant> {
        let state = self.state();
        let waits = matches!(state.phase, Phase::Head | Phase::Idle) && !state.stuck;
        waits.then_some(state.since)
    }

    /// Closes the connection, if it still waits for a request.
    pub(super) fn close(&self) -> bool {
        let mut state = self.state();
        let waits = matches!(state.phase, Phase::Head | Phase::Idle) && !state.stuck;
        if waits {
            state.phase = Phase::Closing;
            self.closing.notify_one();
        }
        waits
    }

    /// Waits until the connection is to be closed.
    pub(super) async fn closed(&self) {
        self.closing.notified().await;
    }
}

/// A request in hand, until it is dropped.
pub(super) struct Serving(Arc<Activity>);

impl Serving {
    /// From now on another protocol is spoken.
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
    async fn a_connection_is_closed_for_another_one_only_while_it_waits_for_a_request() {
        let activity = Activity::new(&ServeOptions::new());
        assert!(activity.waits_since().is_some());
        let serving = activity.serve().unwrap();
        assert_eq!((activity.waits_since(), activity.close(), activity.read_deadline()), (None, false, None));
        activity.sent(true);
        drop(serving);
        assert_eq!((activity.waits_since(), activity.close(), activity.read_deadline()), (None, false, None));
        activity.sent(false);
        assert!(activity.close());
        activity.closed().await;
        assert!(activity.serve().is_none(), "a request came in between");
    }

    #[test]
    fn a_head_has_one_deadline_however_often_a_byte_comes() {
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
