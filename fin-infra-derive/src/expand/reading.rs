//! Reads fields that may contain decimals from JSON without rounding.
//!
//! Only the compiler knows whether a type contains decimals, because it can have any name. So serde calls a function of the
//! generated struct, which uses the probe.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::Ident;
use syn::spanned::Spanned as _;

use super::context::{Context, at_call_site};
use super::fields::is_foreign;
use crate::model::{Column, Generated, Kind};

/// The path of the function that reads a field of a generated struct, if it has one.
pub(super) fn path(generated: &Generated, column: &Column) -> Option<String> {
    may_hold_decimals(column).then(|| format!("{}::{}", generated.name, function(column)))
}

fn may_hold_decimals(column: &Column) -> bool {
    let of_decimals = matches!(column.kind, Kind::Decimal { .. } | Kind::Json | Kind::Other { .. });
    of_decimals && !column.access.internal && !column.invalid
}

fn function(column: &Column) -> Ident {
    format_ident!("read_{}", column.field)
}

/// The functions of `BudgetCreate` and `BudgetUpdate`.
pub(super) fn functions(context: &Context<'_>) -> TokenStream {
    let resource = context.resource;
    let create = resource.parts.create.then(|| {
        of(
            context,
            &resource.create,
            |column| column.access.create,
            |private, column| {
                let ty = &column.ty;
                (quote!(#ty), quote!(#private::ExactProbe::<#ty>::KIND))
            },
        )
    });
    let update = resource.parts.update.then(|| {
        of(
            context,
            &resource.update,
            |column| column.access.update,
            |private, column| {
                let ty = &column.ty;
                (quote!(#private::Option<#ty>), quote!(#private::Present(#private::ExactProbe::<#ty>::KIND)))
            },
        )
    });
    quote!(#create #update)
}

fn of(
    context: &Context<'_>,
    generated: &Generated,
    is_field: impl Fn(&Column) -> bool,
    typed: impl Fn(&TokenStream, &Column) -> (TokenStream, TokenStream),
) -> TokenStream {
    let columns = context.columns().map(|(_, column)| column).filter(|column| is_field(column));
    let functions = columns.filter(|column| may_hold_decimals(column)).map(|column| {
        let span = at_call_site(column.inner.span());
        let private = context.private_at(span);
        let (name, inner) = (function(column), &column.inner);
        let (ty, found) = typed(&private, column);
        let bound =
            is_foreign(column).then(|| quote!(where for<'fin> #inner: #private::serde::Deserialize<'de>));
        quote_spanned! {span=>
            fn #name<'de, FinFrom: #private::serde::Deserializer<'de>>(
                from: FinFrom,
            ) -> #private::Deserialized<#ty, FinFrom::Error>
            #bound
            {
                #private::Reading::read(#found, from)
            }
        }
    });
    let functions = functions.collect::<Vec<_>>();
    if functions.is_empty() {
        return TokenStream::new();
    }
    let name = &generated.name;
    quote!(#[automatically_derived] impl #name { #(#functions)* })
}
