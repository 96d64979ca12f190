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

/// Sums up what probes say of a type in SQLite, PostgreSQL, MySQL and memory, and whether it can be cloned.
/// `.of::<T>()` then pronounces it.
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

impl<S: Held, P: Held, M: Held, Y: Held> Everywhere for (S, P, M, Y, Own) {
    type Verdict = Everyone;
    const VERDICT: Everyone = Everyone;
}

/// Asked of a type that SQLite cannot hold; no type has it.
#[diagnostic::on_unimplemented(
    message = "no column of SQLite can hold a `{Self}`",
    label = "has no column type there",
    note = "an enum is stored as text with `#[derive(Clone, sqlx::Type)] #[sqlx(type_name = \"text\", rename_all = \"snake_case\")]`",
    note = "a struct of one field is stored as that field with `#[derive(Clone, sqlx::Type)] #[sqlx(transparent)]`",
    note = "anything else is stored as JSON with `#[fin(json)]`, or left out with `#[fin(skip)]`",
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

impl<P: Copy, M: Copy, Y: Copy, C: Copy> Everywhere for (Missing, P, M, Y, C) {
    type Verdict = NotInSqlite;
    const VERDICT: NotInSqlite = NotInSqlite;
}

/// Asked of a type that PostgreSQL cannot hold; no type has it.
#[diagnostic::on_unimplemented(
    message = "no column of PostgreSQL can hold a `{Self}`",
    label = "has no column type there",
    note = "an enum is stored as text with `#[derive(Clone, sqlx::Type)] #[sqlx(type_name = \"text\", rename_all = \"snake_case\")]`",
    note = "a struct of one field is stored as that field with `#[derive(Clone, sqlx::Type)] #[sqlx(transparent)]`",
    note = "anything else is stored as JSON with `#[fin(json)]`, or left out with `#[fin(skip)]`",
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

impl<S: Held, M: Copy, Y: Copy, C: Copy> Everywhere for (S, Missing, M, Y, C) {
    type Verdict = NotInPostgres;
    const VERDICT: NotInPostgres = NotInPostgres;
}

/// Asked of a type that MySQL or MariaDB cannot hold; no type has it.
#[diagnostic::on_unimplemented(
    message = "no column of MySQL or MariaDB can hold a `{Self}`",
    label = "has no column type there",
    note = "an enum is stored as text with `#[derive(Clone, sqlx::Type)] #[sqlx(type_name = \"text\", rename_all = \"snake_case\")]`",
    note = "a struct of one field is stored as that field with `#[derive(Clone, sqlx::Type)] #[sqlx(transparent)]`",
    note = "anything else is stored as JSON with `#[fin(json)]`, or left out with `#[fin(skip)]`",
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

impl<S: Held, P: Held, Y: Copy, C: Copy> Everywhere for (S, P, Missing, Y, C) {
    type Verdict = NotInMySql;
    const VERDICT: NotInMySql = NotInMySql;
}

/// Asked of a type that cannot be held in memory; no type has it.
#[diagnostic::on_unimplemented(
    message = "a `{Self}` cannot be held in memory",
    label = "does not say how it compares",
    note = "an enum is stored as text with `#[derive(Clone, sqlx::Type)] #[sqlx(type_name = \"text\", rename_all = \"snake_case\")]`",
    note = "a struct of one field is stored as that field with `#[derive(Clone, sqlx::Type)] #[sqlx(transparent)]`",
    note = "anything else is stored as JSON with `#[fin(json)]`, or left out with `#[fin(skip)]`"
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

impl<S: Held, P: Held, M: Held, C: Copy> Everywhere for (S, P, M, Missing, C) {
    type Verdict = NotInMemory;
    const VERDICT: NotInMemory = NotInMemory;
}

/// Asked of a type that cannot be cloned; no type has it.
#[diagnostic::on_unimplemented(
    message = "a column's type can be cloned, and `{Self}` cannot",
    label = "has no `Clone`",
    note = "derive it: `#[derive(Clone)]`"
)]
pub trait Clonable {}

/// The type cannot be cloned.
#[derive(Clone, Copy)]
pub struct NotClonable;

impl NotClonable {
    /// Is refused for every type.
    #[expect(clippy::unused_self, reason = "which verdict it is, is all that it holds")]
    pub const fn of<T: Clonable>(self) {}
}

impl<S: Held, P: Held, M: Held, Y: Held> Everywhere for (S, P, M, Y, Nowhere) {
    type Verdict = NotClonable;
    const VERDICT: NotClonable = NotClonable;
}

/// Pronounced of a column that is stored as JSON.
pub const fn json<T: StorableJson>() {}
