//! The compile errors for a filter or an order by a column that the struct does not declare for it.
//!
//! The filter and order types have hidden methods and constants for such columns, which cannot be used: they make the
//! compiler report how to declare the column, instead of that there is no such method.

use crate::predicate::Ordering;

/// The bound on a filter by a column that is not declared. No type implements it.
#[diagnostic::on_unimplemented(
    message = "lists cannot be filtered by this column",
    label = "not declared as a filter",
    note = "write `#[fin(filter)]` on its field, or its name in `#[fin(filter(\"..\"))]` on the struct"
)]
pub trait FilterDeclared {}

/// The bound on an order by a column that is not declared. No type implements it.
#[diagnostic::on_unimplemented(
    message = "lists cannot be ordered by this column",
    label = "not declared as an order",
    note = "write `#[fin(order)]` on its field, or its name in `#[fin(order(\"..\"))]` on the struct"
)]
pub trait OrderDeclared {}

/// The bound on a sum of a column that is not declared. No type implements it.
#[diagnostic::on_unimplemented(
    message = "this column cannot be summed",
    label = "not declared as a sum",
    note = "write `#[fin(sum)]` on its field"
)]
pub trait SumDeclared {}

/// The bound on a grouping by a column that is not declared. No type implements it.
#[diagnostic::on_unimplemented(
    message = "rows cannot be grouped by this column",
    label = "not declared as a group",
    note = "write `#[fin(group)]` on its field, or `#[fin(group(month))]` for the months of a time"
)]
pub trait GroupDeclared {}

/// A placeholder for the order by a column that is not declared.
#[derive(Clone, Copy, Debug)]
pub struct Undeclared;

impl Undeclared {
    /// Does not compile.
    #[must_use]
    pub fn asc<O>(self) -> Ordering<O>
    where
        for<'fin> Self: OrderDeclared,
    {
        crate::stub::stub()
    }

    /// Does not compile.
    #[must_use]
    pub fn desc<O>(self) -> Ordering<O>
    where
        for<'fin> Self: OrderDeclared,
    {
        crate::stub::stub()
    }
}
