//! The columns that can be adjusted, and the types of their amounts.

use proc_macro2::TokenStream;
use quote::quote;

use super::context::Context;
use crate::model::{Column, Kind};

/// The type of an amount, which is signed.
pub(super) fn amount(column: &Column) -> TokenStream {
    let ty = column.value_type();
    match column.kind {
        Kind::Integer => quote!(i64),
        _ => quote!(#ty),
    }
}

/// The columns that can be adjusted, with their ordinals.
pub(super) fn columns<'a>(context: &Context<'a>) -> impl Iterator<Item = (usize, &'a Column)> {
    context.columns().filter(|(_, column)| column.adjust)
}
