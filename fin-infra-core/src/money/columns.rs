//! The compile error for money where one column is meant.

/// A value of one column. Money is none, and each impl with this bound is there for its compile error.
#[diagnostic::on_unimplemented(
    message = "a `Money` is two columns, and one of them is meant here",
    label = "an amount with its currency",
    note = "of a field `price`, the column `price` is the amount, a `Decimal`, and `price_currency` is the currency, a `Currency`"
)]
pub trait OneColumn {}
