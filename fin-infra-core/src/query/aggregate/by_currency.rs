//! Whether the rows of an aggregate are grouped by a currency, as types.

/// The rows are not grouped by the currency.
#[derive(Clone, Copy, Debug)]
pub struct Ungrouped;

/// The rows are grouped by the currency.
#[derive(Clone, Copy, Debug)]
pub struct ByCurrency;

/// The amounts of a group are in one currency.
#[diagnostic::on_unimplemented(
    message = "these amounts may be in several currencies, and only amounts in the same one can be added up or compared",
    label = "the rows are not grouped by the currency of these amounts",
    note = "call the method `by_.._currency()` of the field before this one; with `#[fin(fixed = \"EUR\")]` on the field, all amounts have one currency"
)]
pub trait InOneCurrency {}

impl InOneCurrency for ByCurrency {}
