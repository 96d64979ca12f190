//! Two sides in turns.

use std::ops::AsyncFnMut;
use std::time::{Duration, Instant};

use rust_decimal::Decimal;
use uuid::Uuid;

use crate::budget::{BudgetCreate, draft};
use crate::side::Side;

/// The measured operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// One new row.
    Create,
    /// One row by its id.
    Get,
    /// A page of fifty.
    List,
    /// One changed column.
    Update,
    /// One amount added to a column.
    Adjust,
    /// The sums of twenty groups of rows.
    Aggregate,
    /// A join in the program's own SQL.
    Scoped,
    /// One soft delete.
    Delete,
    /// Ten thousand new rows.
    Bulk,
}

impl Operation {
    /// All of them. The last one leaves the tables larger than they were.
    pub const ALL: [Self; 9] = [
        Self::Get,
        Self::List,
        Self::Aggregate,
        Self::Scoped,
        Self::Create,
        Self::Update,
        Self::Adjust,
        Self::Delete,
        Self::Bulk,
    ];

    /// Its name in the report, and on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Get => "get",
            Self::List => "list",
            Self::Update => "update",
            Self::Adjust => "adjust",
            Self::Aggregate => "aggregate",
            Self::Scoped => "scoped",
            Self::Delete => "delete",
            Self::Bulk => "bulk",
        }
    }
}

/// How long a race is.
#[derive(Clone, Copy, Debug)]
pub struct Length {
    /// How often each side has four turns.
    pub rounds: usize,
    /// How many calls a turn has.
    pub calls: usize,
    /// How many rows a bulk insert has.
    pub bulk: usize,
}

impl Length {
    /// Enough for medians that stay. Short turns, so that both sides have their part in each pause of the machine.
    pub const FULL: Self = Self { rounds: 40, calls: 25, bulk: 10_000 };
    /// Enough to see that everything runs.
    pub const GLANCE: Self = Self { rounds: 2, calls: 3, bulk: 1_200 };

    fn of(self, operation: Operation) -> (usize, usize) {
        match operation {
            Operation::Bulk => (self.rounds.div_ceil(20), 1),
            _ => (self.rounds, self.calls),
        }
    }
}

/// The result of a race.
#[derive(Clone, Copy, Debug)]
pub struct Comparison {
    /// The median of their calls.
    pub theirs: Duration,
    /// The median of our calls.
    pub ours: Duration,
    /// The median of the ratios of the rounds. Anything that slows a machine down for longer than a round affects both
    /// sides of that round; it moves the two medians above, but not this one.
    pub ratio: f64,
    /// Where the middle half of those ratios lies.
    pub middle: (f64, f64),
}

/// The calls of both sides in one round, theirs first.
type Round = (Vec<Duration>, Vec<Duration>);

impl Comparison {
    /// Sums up rounds of which each has the times of both sides, theirs first.
    fn of(rounds: &[Round]) -> Self {
        let all = |side: fn(&Round) -> &Vec<Duration>| {
            median(&rounds.iter().flat_map(side).copied().collect::<Vec<_>>())
        };
        let ratio = |(theirs, ours): &Round| median(ours).as_secs_f64() / median(theirs).as_secs_f64();
        let mut ratios: Vec<_> = rounds.iter().map(ratio).collect();
        ratios.sort_by(f64::total_cmp);
        let count = ratios.len();
        Self {
            theirs: all(|(theirs, _)| theirs),
            ours: all(|(_, ours)| ours),
            ratio: f64::midpoint(ratios[(count - 1) / 2], ratios[count / 2]),
            middle: (ratios[count / 4], ratios[count * 3 / 4]),
        }
    }
}

/// A side, and the rows that it reads.
pub struct Runner<S> {
    side: S,
    length: Length,
    /// The number of rows so far, so that each gets a different name.
    created: u64,
    /// Two tenants with their rows, and which of them the side works for.
    tenants: [(Uuid, Vec<Uuid>); 2],
    tenant: usize,
}

impl<S: Side> Runner<S> {
    /// A side without rows.
    fn new(side: S, length: Length, tenants: [Uuid; 2]) -> Self {
        Self { side, length, created: 0, tenants: tenants.map(|tenant| (tenant, Vec::new())), tenant: 0 }
    }

    fn work_for(&mut self, tenant: usize) {
        self.tenant = tenant;
        self.side.work_for(self.tenants[tenant].0);
    }

    fn rows(&self) -> &[Uuid] {
        &self.tenants[self.tenant].1
    }

    async fn fill(&mut self, tenant: usize) {
        self.work_for(tenant);
        let rows = self.created(100).await;
        self.tenants[tenant].1.extend(rows);
    }

    fn drafts(&mut self, count: usize) -> Vec<BudgetCreate> {
        let first = self.created;
        self.created += count as u64;
        (first..self.created).map(draft).collect()
    }

    async fn created(&mut self, count: usize) -> Vec<Uuid> {
        let drafts = self.drafts(count);
        self.side.create_many(drafts).await
    }

    /// A turn: some calls of an operation, each timed. Their input is created before the first one.
    async fn turn(&mut self, operation: Operation, round: usize) -> Vec<Duration> {
        let (_, calls) = self.length.of(operation);
        let some =
            |rows: &[Uuid]| rows.iter().cycle().skip(round * calls).step_by(7).take(calls).copied().collect();
        match operation {
            Operation::Create => {
                let drafts = self.drafts(calls);
                timed(drafts, async |draft| self.side.create(draft).await).await
            }
            Operation::Get => {
                let ids: Vec<_> = some(self.rows());
                timed(ids, async |id| self.side.get(id).await).await
            }
            Operation::List => timed(vec![(); calls], async |()| self.side.list().await).await,
            Operation::Update => {
                let ids: Vec<_> = some(self.rows());
                let named =
                    ids.into_iter().enumerate().map(|(call, id)| (id, format!("{id} in {round}, {call}")));
                timed(named.collect(), async |(id, name)| self.side.rename(id, name).await).await
            }
            Operation::Adjust => {
                let ids: Vec<_> = some(self.rows());
                timed(ids, async |id| self.side.adjust(id, Decimal::ONE).await).await
            }
            Operation::Aggregate => timed(vec![(); calls], async |()| self.side.aggregate().await).await,
            Operation::Scoped => timed(vec![(); calls], async |()| self.side.scoped().await).await,
            Operation::Delete => {
                let ids = self.created(calls).await;
                timed(ids, async |id| self.side.delete(id).await).await
            }
            Operation::Bulk => {
                let drafts = self.drafts(self.length.bulk);
                timed(vec![drafts], async |drafts| self.side.create_many(drafts).await).await
            }
        }
    }
}

/// Two sides with rows of their own.
///
/// The rows of the tenant that comes first in the indexes and in the pages are cheaper to change, and so is whatever
/// comes first in a round. So each side has two tenants, one that comes before the other side's and one that comes after.
pub struct Race<T, O> {
    theirs: Runner<T>,
    ours: Runner<O>,
}

impl<T: Side, O: Side> Race<T, O> {
    /// Creates the rows of both sides.
    pub async fn new(theirs: T, ours: O, length: Length) -> Self {
        let [first, second, third, fourth] = [(); 4].map(|()| Uuid::now_v7());
        let mut theirs = Runner::new(theirs, length, [first, fourth]);
        let mut ours = Runner::new(ours, length, [second, third]);
        for _ in 0..20 {
            theirs.fill(0).await;
            ours.fill(0).await;
            ours.fill(1).await;
            theirs.fill(1).await;
        }
        Self { theirs, ours }
    }

    /// Gives each side its turns.
    pub async fn run(&mut self, operation: Operation) -> Comparison {
        let (rounds, _) = self.ours.length.of(operation);
        let mut times = Vec::with_capacity(rounds);
        // The first round warms caches up.
        for round in 0..=rounds {
            let turns = self.round(operation, round).await;
            if round > 0 {
                times.push(turns);
            }
        }
        Comparison::of(&times)
    }

    /// The one, the other, the other, the one, since the first turn after a change of sides may be slower, and later ones
    /// find larger tables; and then once more with exchanged roles.
    async fn round(&mut self, operation: Operation, round: usize) -> Round {
        let (theirs, ours) = (&mut self.theirs, &mut self.ours);
        let (first, second) = (2 * round, 2 * round + 1);
        theirs.work_for(0);
        ours.work_for(0);
        let mut their_times = theirs.turn(operation, first).await;
        let mut our_times = ours.turn(operation, first).await;
        our_times.extend(ours.turn(operation, second).await);
        their_times.extend(theirs.turn(operation, second).await);
        theirs.work_for(1);
        ours.work_for(1);
        our_times.extend(ours.turn(operation, first).await);
        their_times.extend(theirs.turn(operation, first).await);
        their_times.extend(theirs.turn(operation, second).await);
        our_times.extend(ours.turn(operation, second).await);
        (their_times, our_times)
    }
}

/// Times each call.
async fn timed<T, O>(inputs: Vec<T>, mut call: impl AsyncFnMut(T) -> O) -> Vec<Duration> {
    let mut times = Vec::with_capacity(inputs.len());
    for input in inputs {
        let start = Instant::now();
        let output = call(input).await;
        times.push(start.elapsed());
        drop(output);
    }
    // A pool takes a connection back and pings it in a separate task: it runs at the pool's own cost, not during the
    // first call of the other side.
    tokio::time::sleep(Duration::from_millis(2)).await;
    times
}

fn median(times: &[Duration]) -> Duration {
    let mut times = times.to_vec();
    times.sort_unstable();
    (times[(times.len() - 1) / 2] + times[times.len() / 2]) / 2
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Comparison;

    #[test]
    fn a_machine_that_slows_down_half_way_changes_no_ratio() {
        let round = |slowness: u64| {
            let calls = |one: u64| vec![Duration::from_micros(one * slowness); 3];
            (calls(100), calls(90))
        };
        let comparison = Comparison::of(&[round(1), round(1), round(7), round(9)]);
        assert!((comparison.ratio - 0.9).abs() < 1e-9, "{comparison:?}");
        assert!((comparison.middle.0 - 0.9).abs() < 1e-9, "{comparison:?}");
    }
}
