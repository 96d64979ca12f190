//! Two servers in turns, or one with two kinds of requests.

use std::ops::{Range, RangeFrom};
use std::time::Duration;

use super::client::Clients;
use super::request::Ask;

/// How long a race is.
#[derive(Clone, Copy, Debug)]
pub struct Length {
    /// How often each side has its turn.
    pub rounds: usize,
    /// How many requests a turn has.
    pub requests: usize,
    /// How many rows there are.
    pub rows: usize,
    /// How long the load lasts that the memory is watched under, and how long of it is to warm up.
    pub load: (Duration, Duration),
}

impl Length {
    /// Enough for medians that stay.
    pub const FULL: Self = Self {
        rounds: 60,
        requests: 400,
        rows: 100_000,
        load: (Duration::from_secs(60), Duration::from_secs(10)),
    };
    /// Enough to see that everything runs.
    pub const GLANCE: Self = Self {
        rounds: 2,
        requests: 16,
        rows: 300,
        load: (Duration::from_millis(600), Duration::from_millis(200)),
    };

    /// The row at which a page costs what it does at the first one: nine tenths down.
    #[must_use]
    pub fn far_row(self) -> usize {
        self.rows / 10 * 9
    }
}

/// What came out.
#[derive(Clone, Copy, Debug)]
pub struct Rates {
    /// The median of one side's requests per second.
    pub first: f64,
    /// The median of the other's.
    pub second: f64,
    /// The second's as a part of the first's, in each round: the median.
    pub ratio: f64,
    /// Where the middle half of the ratios lies.
    pub middle: (f64, f64),
}

/// One side of a race: clients, and what they ask for in the call with a number.
pub struct Side<'a, A> {
    /// Who asks.
    pub clients: &'a mut Clients,
    /// What for.
    pub ask: A,
}

impl<A: Fn(u64) -> Ask> Side<'_, A> {
    /// A turn: its requests per second.
    async fn turn(&mut self, numbers: Range<u64>) -> f64 {
        let asks: Vec<_> = numbers.map(&self.ask).collect();
        let count = f64::from(u32::try_from(asks.len()).unwrap_or(u32::MAX));
        let time = self.clients.send_all(asks).await;
        // What a pool does with a connection that it takes back, it does in a task of its own: not in the other's turn.
        tokio::time::sleep(Duration::from_millis(2)).await;
        count / time.as_secs_f64()
    }
}

/// Gives each side its turns, the one and the other first by turns. The numbers of the calls count on.
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
    // The first round warms caches up.
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
