//! What the failure of one connection means for the others to the same database.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::error::Aftermath;

/// The minimum time between two replacements of all connections because one cannot write. A server may be a replica
/// permanently; then each failed write would cost the readers their connections.
const BETWEEN_REPLACEMENTS: Duration = Duration::from_secs(10);

/// The doubts about connections that were opened or checked before the doubt was raised. Each number counts how often
/// it was raised.
#[derive(Default)]
pub(super) struct Doubts {
    /// Whether they are closed.
    ended: AtomicU32,
    /// Whether they respond: one did not, and to ping each of the others would take as long again.
    silent: AtomicU32,
    /// Whether their prepared statements are still valid.
    stale: AtomicU32,
    /// Whether their server accepts no writes.
    read_only: AtomicU32,
    replaced: Mutex<Option<Instant>>,
}

/// The counts up to which the doubts about a connection are normalized.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Trust {
    ended: u32,
    silent: u32,
    pub(super) stale: u32,
    read_only: u32,
}

impl Trust {
    /// Records that a connection responded after some doubts were raised.
    pub(super) fn is_alive_as_of(&mut self, doubts: Self) {
        (self.ended, self.silent) = (doubts.ended, doubts.silent);
    }
}

/// The reason for replacing a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reason {
    /// The server accepts no writes.
    ReadOnly,
    /// The server does not respond, so the connection is closed without notifying it.
    Silent,
}

/// The checks of a connection before it is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Due {
    /// Replace it.
    pub(super) replacement: Option<Reason>,
    /// Ping it.
    pub(super) ping: bool,
    /// Drop its prepared statements.
    pub(super) forget: bool,
}

impl Doubts {
    /// Returns the trust in a connection that is opened now.
    pub(super) fn trust(&self) -> Trust {
        Trust {
            ended: self.ended.load(Ordering::Acquire),
            silent: self.silent.load(Ordering::Acquire),
            stale: self.stale.load(Ordering::Acquire),
            read_only: self.read_only.load(Ordering::Acquire),
        }
    }

    /// Returns the checks that are due because of doubts raised after this trust.
    pub(super) fn due(&self, trust: Trust) -> Due {
        let now = self.trust();
        let replacement = match (now.silent != trust.silent, now.read_only != trust.read_only) {
            (true, _) => Some(Reason::Silent),
            (false, true) => Some(Reason::ReadOnly),
            (false, false) => None,
        };
        Due { replacement, ping: now.ended != trust.ended, forget: now.stale != trust.stale }
    }

    /// Raises a doubt about the others after a connection failed. A connection that the same doubt already concerns
    /// adds nothing.
    pub(super) fn raise(&self, aftermath: Aftermath, trust: &mut Trust) {
        let (doubt, known) = match aftermath {
            Aftermath::Ended => (&self.ended, &mut trust.ended),
            Aftermath::Stale => (&self.stale, &mut trust.stale),
            Aftermath::ReadOnly if self.may_replace() => (&self.read_only, &mut trust.read_only),
            _ => return,
        };
        raise(doubt, known);
    }

    /// Raises a doubt about the others after a connection did not respond to a ping.
    pub(super) fn raise_silence(&self, trust: &mut Trust) {
        raise(&self.silent, &mut trust.silent);
    }

    /// Returns `true` if all connections may be replaced now.
    fn may_replace(&self) -> bool {
        let mut replaced = self.replaced.lock().unwrap_or_else(PoisonError::into_inner);
        let may = replaced.is_none_or(|last| last.elapsed() >= BETWEEN_REPLACEMENTS);
        if may {
            *replaced = Some(Instant::now());
        }
        may
    }
}

fn raise(doubt: &AtomicU32, known: &mut u32) {
    let raised = known.wrapping_add(1);
    if doubt.compare_exchange(*known, raised, Ordering::AcqRel, Ordering::Acquire).is_ok() {
        *known = raised;
    }
}

#[cfg(test)]
mod tests {
    use super::{Doubts, Due, Reason};
    use crate::error::Aftermath;

    const NOTHING: Due = Due { replacement: None, ping: false, forget: false };

    #[test]
    fn a_connection_that_responds_after_another_one_did_not_is_trusted() {
        let doubts = Doubts::default();
        let (mut silent, mut busy) = (doubts.trust(), doubts.trust());
        doubts.raise_silence(&mut silent);
        assert_eq!(doubts.due(busy), Due { replacement: Some(Reason::Silent), ..NOTHING });
        busy.is_alive_as_of(doubts.trust());
        assert_eq!(doubts.due(busy), NOTHING);
    }

    #[test]
    fn a_doubt_is_due_once_on_each_of_the_others() {
        let doubts = Doubts::default();
        let (mut one, mut other) = (doubts.trust(), doubts.trust());
        doubts.raise(Aftermath::Stale, &mut one);
        let due = Due { forget: true, ..NOTHING };
        assert_eq!(doubts.due(other), due);
        assert!(!doubts.due(one).forget, "it has just done so itself");
        // The other one fails before it is checked: that is the same doubt.
        doubts.raise(Aftermath::Stale, &mut other);
        assert!(!doubts.due(one).forget);
        other = doubts.trust();
        assert_eq!(doubts.due(other), Due { forget: false, ..due });
    }

    #[test]
    fn an_error_that_concerns_one_connection_raises_no_doubt_about_the_others() {
        let doubts = Doubts::default();
        let (mut one, other) = (doubts.trust(), doubts.trust());
        for aftermath in [Aftermath::Intact, Aftermath::MaybeStale, Aftermath::Unprepared, Aftermath::Broken]
        {
            doubts.raise(aftermath, &mut one);
        }
        assert_eq!(doubts.due(other), NOTHING);
    }

    #[test]
    fn connections_to_a_server_that_stays_read_only_are_not_replaced_again_and_again() {
        let doubts = Doubts::default();
        let (mut old, reader) = (doubts.trust(), doubts.trust());
        doubts.raise(Aftermath::ReadOnly, &mut old);
        assert_eq!(doubts.due(reader).replacement, Some(Reason::ReadOnly));
        let (mut new, reader) = (doubts.trust(), doubts.trust());
        doubts.raise(Aftermath::ReadOnly, &mut new);
        assert_eq!(doubts.due(reader).replacement, None);
    }
}
