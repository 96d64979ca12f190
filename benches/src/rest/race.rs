//! Measures two servers in turns, or one server with two kinds of requests.

use std::ops::{Range, RangeFrom};
use std::time::Duration;

use super::client::Clients;
use super::request::Ask;

/// The length of a measurement.
#[derive(Clone, Copy, Debug)]
pub struct Length {
    /// The number of turns of each side.
    pub rounds: usize,
    /// The number of requests in a turn.
    pub requests: usize,
    /// The number of rows.
    pub rows: usize,
    /// The duration of the load for the memory measurement, and of its warm-up.
    pub load: (Duration, Duration),
}

impl Length {
    /// Enough for stable medians.
    pub const FULL: Self = Self {
        rounds: 60,
        requests: 400,
        rows: 100_000,
        load: (Duration::from_secs(60), Duration::from_secs(10)),
    };
    /// Enough for a smoke test.
    pub const GLANCE: Self = Self {
        rounds: 2,
        requests: 16,
        rows: 300,
        load: (Duration::from_millis(600), Duration::from_millis(200)),
    };

    /// The row of the deep page, at nine tenths of the rows.
    #[must_use]
    pub fn far_row(self) -> usize {
        self.rows / 10 * 9
    }
}

/// The result.
#[derive(Clone, Copy, Debug)]
pub struct Rates {
    /// The median requests per second of the first side.
    pub first: f64,
    /// The median requests per second of the second side.
    pub second: f64,
    /// The median of the ratios of the rounds, the second side to the first.
    pub ratio: f64,
    /// The interquartile range of the ratios.
    pub middle: (f64, f64),
}

/// One side of a measurement: the clients, and the request for each call number.
pub struct Side<'a, A> {
    /// The clients.
    pub clients: &'a mut Clients,
    /// The requests.
    pub ask: A,
}

impl<A: Fn(u64) -> Ask> Side<'_, A> {
    /// Runs a turn, and returns the requests per second.
    async fn turn(&mut self, numbers: Range<u64>) -> f64 {
        let asks: Vec<_> = numbers.map(&self.ask).collect();
        let count = f64::from(u32::try_from(asks.len()).unwrap_or(u32::MAX));
        let time = self.clients.send_all(asks).await;
        // The pool checks a returned connection in a separate task. Wait for it, so that it is not part of the next turn.
        tokio::time::sleep(Duration::from_millis(2)).await;
        count / time.as_secs_f64()
    }
}

/// Runs the turns of both sides, which alternate in going first. Call numbers continue from turn to turn.
pub async fn race<A: Fn(u64) -> Ask, B: Fn(u64) -> Ask>(
    length: Length,
    numbers: &mut RangeFrom<u64>,
    mut first: Side<'_, A>,
    mut second: Side<'_, B>,
) -> Rates {
    let mut turn = || {
        let start = numbers.start;
        numbers.start += length.requests as u64;
        start..numbers.start
    };
    let mut rates = Vec::new();
    // The first round warms up caches.
    for round in 0..=length.rounds {
        let both = if round % 2 == 0 {
            let first = first.turn(turn()).await;
            (first, second.turn(turn()).await)
        } else {
            let second = second.turn(turn()).await;
            (first.turn(turn()).await, second)
        };
        if round > 0 {
            rates.push(both);
        }
    }
    let (low, ratio, high) = quartiles(rates.iter().map(|(first, second)| second / first));
    let first = quartiles(rates.iter().map(|rates| rates.0)).1;
    let second = quartiles(rates.iter().map(|rates| rates.1)).1;
    Rates { first, second, ratio, middle: (low, high) }
}

fn quartiles(values: impl Iterator<Item = f64>) -> (f64, f64, f64) {
    let mut values: Vec<_> = values.collect();
    values.sort_by(f64::total_cmp);
    (values[values.len() / 4], values[values.len() / 2], values[values.len() * 3 / 4])
}
