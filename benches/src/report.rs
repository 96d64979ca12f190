//! The table that is printed.

use std::time::Duration;

use crate::race::{Comparison, Operation};

/// A column of ratios: the handle of both sides, and the promised limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// Both sides on the same sqlx pool.
    SamePool,
    /// Each on a connection that it holds.
    Connection,
    /// Our side on a `Db`, theirs on a sqlx pool with default options.
    Db,
    /// Each on a sqlx pool with default options, and with a table of its own.
    OwnTables,
    /// Our side on a `Db`, theirs on a sqlx pool with one connection that is not tested, each with a table of its own.
    Tuned,
}

impl Setting {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::SamePool, Self::Db, Self::Connection, Self::OwnTables, Self::Tuned];
    /// Those in which both sides have the same table.
    pub const ONE_TABLE: [Self; 3] = [Self::SamePool, Self::Db, Self::Connection];

    /// Its name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::SamePool => "pool",
            Self::Connection => "connection",
            Self::Db => "db",
            Self::OwnTables => "tables",
            Self::Tuned => "tuned",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::SamePool => "both on the same pool of sqlx's",
            Self::Connection => {
                "each on a connection that it holds (no promise; here nothing else hides what we add)"
            }
            Self::Db => "through `Db`, beside sqlx's default pool",
            Self::OwnTables => "each on sqlx's pool, beside a table with three indexes less",
            Self::Tuned => "through `Db`, beside a tuned pool and that table",
        }
    }

    /// The ratio that is promised.
    fn target(self, database: &str, operation: Operation) -> Option<f64> {
        match (self, operation) {
            (Self::SamePool, Operation::Adjust) => Some(1.02),
            (Self::SamePool, _) => Some(1.05),
            (Self::Db, Operation::Get | Operation::Adjust) if database == "PostgreSQL" => Some(0.60),
            (Self::Db, Operation::Get | Operation::List) => Some(0.75),
            _ => None,
        }
    }

    /// Prints the head of its table.
    pub fn head(self, database: &str) {
        println!("\n{database}, {}", self.title());
        println!("  operation   hand-written           ours   ratio   middle half     promised");
    }

    /// Prints a line of its table.
    pub fn line(self, database: &str, operation: Operation, comparison: Comparison) {
        let ratio = comparison.ratio;
        let (low, high) = comparison.middle;
        let promise = match self.target(database, operation) {
            Some(target) if ratio <= target => format!("{target:.2}  kept"),
            Some(target) => format!("{target:.2}  ABOVE"),
            None => String::new(),
        };
        let (theirs, ours) = (time(comparison.theirs), time(comparison.ours));
        let name = operation.name();
        println!("  {name:<9}{theirs:>15}{ours:>15}   {ratio:>5.3}   {low:.3} – {high:.3}   {promise}");
    }
}

fn time(time: Duration) -> String {
    format!("{:.1} µs", time.as_secs_f64() * 1e6)
}
