//! What is said of a column's type that some store cannot hold: one sentence, about the first such store.

use super::probe::{Foreign, Found};
use super::storage::{AsJson, ComparedBy, Nowhere, Own, Sqlx};

/// What a probe says of a type that a store cannot hold.
type Missing = (Foreign, Nowhere);

/// What a probe says of a type that a store can hold.
pub trait Held: Found {}

impl<S: Copy> Held for (Own, S) {}
impl Held for (Foreign, Sqlx) {}
impl<DB> Held for (Foreign, ComparedBy<DB>) {}

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
    pub const fn of<T>(self) {}
}

impl<S: Held, P: Held, M: Held, Y: Held> Everywhere for (S, P, M, Y) {
    type Verdict = Everyone;
    const VERDICT: Everyone = Everyone;
}

macro_rules! not_in {
    ($($NotIn:ident, $In:ident, $title:literal, $found:ty, [$($held:ident),*], [$($any:ident),*];)*) => {$(
        #[doc = concat!("A type that a column of ", $title, " can have.")]
        #[diagnostic::on_unimplemented(
            message = concat!("no column of ", $title, " can hold a `{Self}`"),
            label = "has no column type",
        )]
        pub trait $In {}

        #[doc = concat!(stringify!($title), " cannot hold the type.")]
        #[derive(Clone, Copy)]
        pub struct $NotIn;

        impl $NotIn {
            /// Holds for no type that it is about.
            pub const fn of<T: $In>(self) {}
        }

        impl<$($held: Held,)* $($any: Copy),*> Everywhere for $found {
            type Verdict = $NotIn;
            const VERDICT: $NotIn = $NotIn;
        }
    )*};
}
