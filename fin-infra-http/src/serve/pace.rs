//! How long a client may take for an answer.

use std::time::Duration;

use super::options::ServeOptions;

/// How long a client was waited for within one answer, and how much it took meanwhile. Waits for the app, which has nothing
/// to send for now, do not count.
pub(super) struct Pace {
    timeout: Duration,
    /// How many bytes a second it has to take beyond that.
    rate: u64,
    /// The answer that it is about.
    answer: u64,
    waited: Duration,
    taken: u64,
}

impl Pace {
    pub(super) fn new(options: &ServeOptions) -> Self {
        let (timeout, rate) = (options.write_timeout, u64::from(options.write_rate));
        Self { timeout, rate, answer: 0, waited: Duration::ZERO, taken: 0 }
    }

    /// Begins again where another answer is being sent.
    pub(super) fn is_about(&mut self, answer: u64) {
        if self.answer != answer {
            (self.answer, self.waited, self.taken) = (answer, Duration::ZERO, 0);
        }
    }

    /// The client took something, for which it was waited.
    pub(super) fn took(&mut self, bytes: usize, waited: Duration) {
        self.taken = self.taken.saturating_add(bytes as u64);
        self.waited = self.waited.saturating_add(waited);
    }

    /// How long it is waited for the next time.
    pub(super) fn next_wait(&self) -> Duration {
        let earned = self.timeout.saturating_add(Duration::from_secs(self.taken / self.rate));
        self.timeout.min(earned.saturating_sub(self.waited))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn pace() -> Pace {
        Pace::new(&ServeOptions::new().write_timeout(SECOND * 10).write_rate(100))
    }

    #[test]
    fn who_takes_a_byte_now_and_then_has_used_up_its_time() {
        let mut pace = pace();
        assert_eq!(pace.next_wait(), SECOND * 10);
        pace.took(1, SECOND * 9);
        assert_eq!(pace.next_wait(), SECOND);
        pace.took(1, SECOND);
        assert_eq!(pace.next_wait(), Duration::ZERO);
    }

    #[test]
    fn who_takes_enough_is_waited_for_again_and_again() {
        let mut pace = pace();
        for _ in 0..100 {
            pace.took(900, SECOND * 9);
            assert_eq!(pace.next_wait(), SECOND * 10);
        }
    }

    #[test]
    fn each_answer_has_its_own_time() {
        let mut pace = pace();
        pace.took(1, SECOND * 10);
        pace.is_about(1);
        assert_eq!(pace.next_wait(), SECOND * 10);
        pace.took(1, SECOND * 10);
        pace.is_about(1);
        assert_eq!(pace.next_wait(), Duration::ZERO);
    }
}
