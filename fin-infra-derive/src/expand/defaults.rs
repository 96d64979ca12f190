//! The values of fields that a Create leaves out.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::Ident;
use syn::spanned::Spanned as _;

use super::context::{Context, at_call_site};
use crate::attr::located_at;
use crate::model::{Column, Default};

/// Whether a Create cannot leave the field out.
pub(super) fn is_required(column: &Column) -> bool {
    column.default.is_none() && !column.nullable
}

/// The value of a field that is left out. `private` is the path of that module.
pub(super) fn value(private: &TokenStream, column: &Column) -> TokenStream {
    match &column.default {
        // An error about a type without `Default` has the same span wherever the value is used.
        Some(Default::Trait) => {
            let span = at_call_site(column.inner.span());
            let private = located_at(private, span);
            quote_spanned!(span=> #private::Default::default())
        }
        Some(Default::Expr(_)) => {
            let function = function(column);
            quote!(Self::#function())
        }
        None => quote!(#private::None),
    }
}

/// The name of the function that returns a default which is an expression.
pub(super) fn function(column: &Column) -> Ident {
    format_ident!("default_{}", column.field)
}

/// These functions.
pub(super) fn functions(context: &Context<'_>) -> TokenStream {
    let created = context.fields().filter(|(_, column)| column.access.create);
    let functions = created.filter_map(|(_, column)| match &column.default {
        Some(Default::Expr(expression)) => {
            let (name, ty) = (function(column), &column.ty);
            Some(quote!(fn #name() -> #ty { #expression }))
        }
        _ => None,
    });
    quote!(#(#functions)*)
}
