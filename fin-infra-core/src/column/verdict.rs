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

/// A trait that no type has, whose sentence the compiler prints, and the verdict that asks for it.
macro_rules! refusals {
    ($(
        $(#[$sentence:meta])*
        $Trait:ident $Verdict:ident [$($parameter:ident: $bound:ident),*] $found:ty;
    )*) => {$(
        /// Asked of a type that cannot be a column, to say why; no type has it.
        $(#[$sentence])*
        pub trait $Trait {}

        /// The type cannot be a column.
        #[derive(Clone, Copy)]
        pub struct $Verdict;

        impl $Verdict {
            /// Is refused for every type.
            #[expect(clippy::unused_self, reason = "which verdict it is, is all that it holds")]
            pub const fn of<T: $Trait>(self) {}
        }

        impl<$($parameter: $bound),*> Everywhere for $found {
            type Verdict = $Verdict;
            const VERDICT: $Verdict = $Verdict;
        }
    )*};
}

refusals! {
    #[diagnostic::on_unimplemented(
        message = "no column of SQLite can hold a `{Self}`",
        label = "has no column type there",
        note = "an enum is stored as text with `#[derive(Clone, sqlx::Type)] #[sqlx(type_name = \"text\", rename_all = \"snake_case\")]`",
        note = "a struct of one field is stored as that field with `#[derive(Clone, sqlx::Type)] #[sqlx(transparent)]`",
        note = "anything else is stored as JSON with `#[fin(json)]`, or left out with `#[fin(skip)]`",
        note = "if only another database can hold it, name those that can on the struct: `#[fin(backends(\"postgres\", \"memory\"))]`"
    )]
    InSqlite NotInSqlite [P: Copy, M: Copy, Y: Copy, C: Copy] (Missing, P, M, Y, C);

    #[diagnostic::on_unimplemented(
        message = "no column of PostgreSQL can hold a `{Self}`",
        label = "has no column type there",
        note = "an enum is stored as text with `#[derive(Clone, sqlx::Type)] #[sqlx(type_name = \"text\", rename_all = \"snake_case\")]`",
        note = "a struct of one field is stored as that field with `#[derive(Clone, sqlx::Type)] #[sqlx(transparent)]`",
        note = "anything else is stored as JSON with `#[fin(json)]`, or left out with `#[fin(skip)]`",
        note = "if only another database can hold it, name those that can on the struct: `#[fin(backends(\"sqlite\", \"memory\"))]`"
    )]
    InPostgres NotInPostgres [S: Held, M: Copy, Y: Copy, C: Copy] (S, Missing, M, Y, C);

    #[diagnostic::on_unimplemented(
        message = "no column of MySQL or MariaDB can hold a `{Self}`",
        label = "has no column type there",
        note = "an enum is stored as text with `#[derive(Clone, sqlx::Type)] #[sqlx(type_name = \"text\", rename_all = \"snake_case\")]`",
        note = "a struct of one field is stored as that field with `#[derive(Clone, sqlx::Type)] #[sqlx(transparent)]`",
        note = "anything else is stored as JSON with `#[fin(json)]`, or left out with `#[fin(skip)]`",
        note = "if only another database can hold it, name those that can on the struct: `#[fin(backends(\"postgres\", \"memory\"))]`"
    )]
    InMySql NotInMySql [S: Held, P: Held, Y: Copy, C: Copy] (S, P, Missing, Y, C);

    #[diagnostic::on_unimplemented(
        message = "a `{Self}` cannot be held in memory",
        label = "does not say how it compares",
        note = "an enum is stored as text with `#[derive(Clone, sqlx::Type)] #[sqlx(type_name = \"text\", rename_all = \"snake_case\")]`",
        note = "a struct of one field is stored as that field with `#[derive(Clone, sqlx::Type)] #[sqlx(transparent)]`",
        note = "anything else is stored as JSON with `#[fin(json)]`, or left out with `#[fin(skip)]`"
    )]
    InMemory NotInMemory [S: Held, P: Held, M: Held, C: Copy] (S, P, M, Missing, C);

    #[diagnostic::on_unimplemented(
        message = "a column's type can be cloned, and `{Self}` cannot",
        label = "has no `Clone`",
        note = "derive it: `#[derive(Clone)]`"
    )]
    Clonable NotClonable [S: Held, P: Held, M: Held, Y: Held] (S, P, M, Y, Nowhere);
}

/// Pronounced of a column that is stored as JSON.
pub const fn json<T: StorableJson>() {}
