//! What is said of a column's type that some store cannot hold: one sentence, about the first such store.

use super::probe::{Foreign, Found};
use super::storage::{Nowhere, Own, Sqlx, StorableJson};

/// What a probe says of a type that a store cannot hold.
type Missing = (Foreign, Nowhere);

/// What a probe says of a type that a store can hold.
pub trait Held: Found {}

impl<S: Copy> Held for (Own, S) {}
impl Held for (Foreign, Sqlx) {}

/// Stands in for what a probe says of a store that the resource is not generated for.
pub const NOT_ASKED: (Own, Nowhere) = (Own, Nowhere);

/// What the probes of all stores say together.
pub trait Everywhere: Copy {
    /// The store that the sentence is about.
    const VERDICT: Self::Verdict;
    /// Its type.
    type Verdict;
}

/// Sums up what probes say of a type in SQLite, PostgreSQL, MySQL and memory. `.of::<T>()` then pronounces it.
pub const fn verdict<E: Everywhere>(_found: E) -> E::Verdict {
    E::VERDICT
}

/// Every store can hold the type.
#[derive(Clone, Copy)]
pub struct Everyone;

impl Everyone {
    /// Holds for every type.
    #[expect(clippy::unused_self, reason = "which verdict it is, is all that it holds")]
    pub const fn of<T>(self) {}
}

impl<S: Held, P: Held, M: Held, Y: Held> Everywhere for (S, P, M, Y) {
    type Verdict = Everyone;
    const VERDICT: Everyone = Everyone;
}

/// Asked of a type that SQLite cannot hold, to say so; it holds for none.
#[diagnostic::on_unimplemented(
    message = "no column of SQLite can hold a `{Self}`",
    label = "has no column type there",
    note = "derive `sqlx::Type` for it, store it as JSON with `#[fin(json)]`, or leave it out with `#[fin(skip)]`",
    note = "if only another database can hold it, name those that can on the struct: `#[fin(backends(\"postgres\", \"memory\"))]`"
)]
pub trait InSqlite {}

/// SQLite cannot hold the type.
#[derive(Clone, Copy)]
pub struct NotInSqlite;

impl NotInSqlite {
    /// Is refused for every type.
    #[expect(clippy::unused_self, reason = "which verdict it is, is all that it holds")]
    pub const fn of<T: InSqlite>(self) {}
}

impl<P: Copy, M: Copy, Y: Copy> Everywhere for (Missing, P, M, Y) {
    type Verdict = NotInSqlite;
    const VERDICT: NotInSqlite = NotInSqlite;
}

/// Asked of a type that PostgreSQL cannot hold, to say so; it holds for none.
#[diagnostic::on_unimplemented(
    message = "no column of PostgreSQL can hold a `{Self}`",
    label = "has no column type there",
    note = "derive `sqlx::Type` for it, store it as JSON with `#[fin(json)]`, or leave it out with `#[fin(skip)]`",
    note = "if only another database can hold it, name those that can on the struct: `#[fin(backends(\"sqlite\", \"memory\"))]`"
)]
pub trait InPostgres {}

/// PostgreSQL cannot hold the type.
#[derive(Clone, Copy)]
pub struct NotInPostgres;

impl NotInPostgres {
    /// Is refused for every type.
    #[expect(clippy::unused_self, reason = "which verdict it is, is all that it holds")]
    pub const fn of<T: InPostgres>(self) {}
}

impl<S: Held, M: Copy, Y: Copy> Everywhere for (S, Missing, M, Y) {
    type Verdict = NotInPostgres;
    const VERDICT: NotInPostgres = NotInPostgres;
}

/// Asked of a type that MySQL or MariaDB cannot hold, to say so; it holds for none.
#[diagnostic::on_unimplemented(
    message = "no column of MySQL or MariaDB can hold a `{Self}`",
    label = "has no column type there",
    note = "derive `sqlx::Type` for it, store it as JSON with `#[fin(json)]`, or leave it out with `#[fin(skip)]`",
    note = "if only another database can hold it, name those that can on the struct: `#[fin(backends(\"postgres\", \"memory\"))]`"
)]
pub trait InMySql {}

/// MySQL or MariaDB cannot hold the type.
#[derive(Clone, Copy)]
pub struct NotInMySql;

impl NotInMySql {
    /// Is refused for every type.
    #[expect(clippy::unused_self, reason = "which verdict it is, is all that it holds")]
    pub const fn of<T: InMySql>(self) {}
}

impl<S: Held, P: Held, Y: Copy> Everywhere for (S, P, Missing, Y) {
    type Verdict = NotInMySql;
    const VERDICT: NotInMySql = NotInMySql;
}

/// Asked of a type that cannot be held in memory, to say so; it holds for none.
#[diagnostic::on_unimplemented(
    message = "a `{Self}` cannot be held in memory",
    label = "does not say how it compares",
    note = "derive `sqlx::Type` and `Clone` for it, store it as JSON with `#[fin(json)]`, or leave it out with `#[fin(skip)]`"
)]
pub trait InMemory {}

/// The memory store cannot hold the type.
#[derive(Clone, Copy)]
pub struct NotInMemory;

impl NotInMemory {
    /// Is refused for every type.
    #[expect(clippy::unused_self, reason = "which verdict it is, is all that it holds")]
    pub const fn of<T: InMemory>(self) {}
}

impl<S: Held, P: Held, M: Held> Everywhere for (S, P, M, Missing) {
    type Verdict = NotInMemory;
    const VERDICT: NotInMemory = NotInMemory;
}

/// Pronounced of a column that is stored as JSON.
pub const fn json<T: StorableJson>() {}
