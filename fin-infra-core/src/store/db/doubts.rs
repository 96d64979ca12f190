//! What one connection's failure says of the others to the same database.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::error::Aftermath;

/// How often all connections are replaced because one cannot write. A server may be a replica for good: then each failed
/// write would cost the readers their connections.
const BETWEEN_REPLACEMENTS: Duration = Duration::from_secs(10);

/// What is doubted of the connections that were made, or looked at, before it came up. Each number counts how often it did.
#[derive(Default)]
pub(super) struct Doubts {
    /// Whether they have ended.
    ended: AtomicU32,
    /// Whether they answer: one did not, and to ask each of the others would take as long again.
    silent: AtomicU32,
    /// Whether what they have prepared still holds.
    stale: AtomicU32,
    /// Whether they lead to a server that takes no writes.
    read_only: AtomicU32,
    replaced: Mutex<Option<Instant>>,
}

/// The doubts that a connection has come after.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Trust {
    ended: u32,
    silent: u32,
    pub(super) stale: u32,
    read_only: u32,
}

impl Trust {
    /// Notes that a connection has answered after some doubts.
    pub(super) fn is_alive_as_of(&mut self, doubts: Self) {
        (self.ended, self.silent) = (doubts.ended, doubts.silent);
    }
}

/// Why a connection is replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reason {
    /// The server takes no writes.
    ReadOnly,
    /// The server does not answer, so it is not told.
    Silent,
}

/// What has to be done with a connection before it is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Due {
    /// It is replaced.
    pub(super) replacement: Option<Reason>,
    /// It is asked whether it answers.
    pub(super) question: bool,
    /// It forgets what it has prepared.
    pub(super) oblivion: bool,
}

impl Doubts {
    /// The trust of a connection that is made now.
    pub(super) fn trust(&self) -> Trust {
        Trust {
            ended: self.ended.load(Ordering::Acquire),
            silent: self.silent.load(Ordering::Acquire),
            stale: self.stale.load(Ordering::Acquire),
            read_only: self.read_only.load(Ordering::Acquire),
        }
    }

    /// What the doubts that a connection has not come after ask for.
    pub(super) fn due(&self, trust: Trust) -> Due {
        let now = self.trust();
        let replacement = match (now.silent != trust.silent, now.read_only != trust.read_only) {
            (true, _) => Some(Reason::Silent),
            (false, true) => Some(Reason::ReadOnly),
            (false, false) => None,
        };
        Due { replacement, question: now.ended != trust.ended, oblivion: now.stale != trust.stale }
    }

    /// Doubts the others after a connection failed. One that the doubt is older than has nothing new to say.
    pub(super) fn raise(&self, aftermath: Aftermath, trust: &mut Trust) {
        let (doubt, known) = match aftermath {
            Aftermath::Ended => (&self.ended, &mut trust.ended),
            Aftermath::Stale => (&self.stale, &mut trust.stale),
            Aftermath::ReadOnly if self.may_replace() => (&self.read_only, &mut trust.read_only),
            _ => return,
        };
        raise(doubt, known);
    }

    /// Doubts the others after a connection was asked and did not answer.
    pub(super) fn raise_silence(&self, trust: &mut Trust) {
        raise(&self.silent, &mut trust.silent);
    }

    /// Whether all connections may be replaced now.
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

    const NOTHING: Due = Due { replacement: None, question: false, oblivion: false };

    #[test]
    fn a_connection_that_answers_after_another_one_did_not_is_trusted() {
        let doubts = Doubts::default();
        let (mut silent, mut busy) = (doubts.trust(), doubts.trust());
        doubts.raise_silence(&mut silent);
        assert_eq!(doubts.due(busy), Due { replacement: Some(Reason::Silent), ..NOTHING });
        busy.is_alive_as_of(doubts.trust());
        assert_eq!(doubts.due(busy), NOTHING);
    }

    #[test]
    fn what_one_connection_finds_out_is_due_on_the_others_once() {
        let doubts = Doubts::default();
        let (mut one, mut other) = (doubts.trust(), doubts.trust());
        doubts.raise(Aftermath::Stale, &mut one);
        let due = Due { oblivion: true, ..NOTHING };
        assert_eq!(doubts.due(other), due);
        assert!(!doubts.due(one).oblivion, "it has just done so itself");
        // It fails as well before it is looked at: that is the same doubt.
        doubts.raise(Aftermath::Stale, &mut other);
        assert!(!doubts.due(one).oblivion);
        other = doubts.trust();
        assert_eq!(doubts.due(other), Due { oblivion: false, ..due });
    }

    #[test]
    fn an_error_that_is_about_one_connection_says_nothing_of_the_others() {
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
