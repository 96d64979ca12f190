//! The printed tables.

use super::growth::Growth;
use super::race::Rates;
use super::request::Kind;

/// The promised ratio to the requests per second of hand-written handlers.
const PROMISED: f64 = 0.95;

/// The database handles of the servers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// Both servers use the same pool of sqlx.
    SamePool,
    /// fin-infra uses a `Db`, and the hand-written server a default pool of sqlx.
    Db,
}

impl Setting {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::SamePool, Self::Db];

    /// Its name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::SamePool => "pool",
            Self::Db => "db",
        }
    }

    /// Prints the head of its table.
    pub fn head(self, database: &str) {
        let title = match self {
            Self::SamePool => "both on the same pool of sqlx's",
            Self::Db => "through `Db`, beside sqlx's default pool",
        };
        println!("\n{database}, {title}: requests per second");
        println!("  request     hand-written           ours   ratio   middle half     promised");
    }
}

/// Prints a line of its table.
pub fn line(kind: Kind, rates: Rates) {
    let promise = if rates.ratio >= PROMISED { "kept" } else { "BELOW" };
    println!("  {:<9}{}   {PROMISED:.2}  {promise}", kind.name(), columns(rates));
}

/// Prints the cost of a deep page compared with the first one.
pub fn pages(database: &str, row: usize, rates: Rates) {
    println!("\n{database}, a page of fifty behind a cursor: requests per second");
    println!("             at row 0{:>15}   ratio   middle half", format!("at row {row}"));
    println!("  page     {}", columns(rates));
}

fn columns(Rates { first, second, ratio, middle: (low, high) }: Rates) -> String {
    format!("{first:>15.0}{second:>15.0}   {ratio:>5.3}   {low:.3} – {high:.3}")
}

/// Prints the memory.
pub fn growth(database: &str, growth: Growth) {
    let Growth { requests, begin, warm, peak, end } = growth;
    println!("\n{database}, the memory of the process under {requests} requests of all kinds: MiB");
    println!("      begin       warm       peak        end   growth since warm");
    println!("  {begin:>9.1}  {warm:>9.1}  {peak:>9.1}  {end:>9.1}  {:>+9.1}", end - warm);
}
