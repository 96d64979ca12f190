//! How slowly a client may read a response.

use std::time::Duration;

use super::options::ServeOptions;

/// How long the server waited for a client within one response, and how much the client read. Waits for the app, which has
/// nothing to send, do not count.
pub(super) struct Pace {
    timeout: Duration,
    /// The bytes per second that extend the timeout.
    rate: u64,
    /// The number of the current response.
    response: u64,
    waited: Duration,
    taken: u64,
}

impl Pace {
    pub(super) fn new(options: &ServeOptions) -> Self {
        let (timeout, rate) = (options.write_timeout, u64::from(options.write_rate));
        Self { timeout, rate, response: 0, waited: Duration::ZERO, taken: 0 }
    }

    /// Starts again for another response.
    pub(super) fn start_response(&mut self, response: u64) {
        if self.response != response {
            (self.response, self.waited, self.taken) = (response, Duration::ZERO, 0);
        }
    }

    /// The client read bytes after a wait.
    pub(super) fn took(&mut self, bytes: usize, waited: Duration) {
        self.taken = self.taken.saturating_add(bytes as u64);
        self.waited = self.waited.saturating_add(waited);
    }

    /// How long the next wait may take.
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
    fn reading_a_byte_now_and_then_uses_up_the_timeout() {
        let mut pace = pace();
        assert_eq!(pace.next_wait(), SECOND * 10);
        pace.took(1, SECOND * 9);
        assert_eq!(pace.next_wait(), SECOND);
        pace.took(1, SECOND);
        assert_eq!(pace.next_wait(), Duration::ZERO);
    }

    #[test]
    fn reading_fast_enough_extends_the_timeout() {
        let mut pace = pace();
        for _ in 0..100 {
            pace.took(900, SECOND * 9);
            assert_eq!(pace.next_wait(), SECOND * 10);
        }
    }

    #[test]
    fn each_response_has_its_own_timeout() {
        let mut pace = pace();
        pace.took(1, SECOND * 10);
        pace.start_response(1);
        assert_eq!(pace.next_wait(), SECOND * 10);
        pace.took(1, SECOND * 10);
        pace.start_response(1);
        assert_eq!(pace.next_wait(), Duration::ZERO);
    }
}
