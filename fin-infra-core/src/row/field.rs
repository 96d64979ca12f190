//! The type of a field that is a column of a resource.

use rust_decimal::Decimal;

use crate::money::{Money, OneColumn};

/// The value of a column, as that of a field with the same type.
#[diagnostic::on_unimplemented(
    message = "the column has the type `{Self}`, and this field is a `{T}`",
    label = "not the type of the column"
)]
pub trait IntoField<T> {
    /// The same value.
    fn into_field(self) -> T;
}

impl<T> IntoField<T> for T {
    fn into_field(self) -> T {
        self
    }
}

macro_rules! two_columns {
    ($($Amount:ty => $Money:ty),*) => {$(
        impl IntoField<$Money> for $Amount
        where
            for<'fin> Money: OneColumn,
        {
            fn into_field(self) -> $Money {
                crate::stub::stub()
            }
        }
    )*};
}

two_columns!(Decimal => Money, Option<Decimal> => Option<Money>);

/// The value of a column, as that of a field.
pub fn field_value<T, C: IntoField<T>>(value: C) -> T {
    value.into_field()
}
