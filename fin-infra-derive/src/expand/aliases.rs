//! Private names for the types of columns.
//!
//! A type that does not exist, or that lacks its arguments, is one mistake in the struct. The compiler reports it again
//! wherever generated code repeats the type, but not where generated code uses an alias. Rustdoc shows the type and not a
//! private alias.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt as _;
use syn::{Ident, parse_quote};

use crate::model::{Column, Kind, Resource};

/// Replaces the type of each column by an alias, and defines the aliases.
pub(super) fn name_types(resource: &mut Resource) -> TokenStream {
    let Resource { ident, core, columns, .. } = resource;
    let named = columns.iter_mut().enumerate().filter(|(_, column)| needs_an_alias(column));
    let definitions = named.map(|(ordinal, column)| {
        let name = format!("Fin{}Field{ordinal}", ident.unraw());
        // The compiler reports identical errors once. So this definition has the span of the struct's name, and the type is
        // inside another type exactly if it is in the struct.
        let (definition, inner) = (Ident::new(&name, ident.span()), &column.inner);
        let plain = quote!(#[allow(dead_code, non_camel_case_types)] type #definition = #inner;);
        let definitions = if column.nullable {
            quote! {
                #[cfg(not(doc))]
                #[allow(dead_code, non_camel_case_types)]
                type #definition = #core::private::Same<#inner>;
                // Pages show the type as it was written.
                #[cfg(doc)]
                #plain
            }
        } else {
            plain
        };
        let name = Ident::new(&name, column.type_span());
        column.inner = parse_quote!(#name);
        column.ty =
            if column.nullable { parse_quote!(#core::private::Option<#name>) } else { parse_quote!(#name) };
        definitions
    });
    quote!(#(#definitions)*)
}

/// Whether the program wrote the column's type, and the type may not be in scope.
fn needs_an_alias(column: &Column) -> bool {
    let is_always_there = matches!(
        column.kind,
        Kind::Text { .. } | Kind::Integer | Kind::Bool | Kind::Float | Kind::Bytes { .. }
    );
    column.declared && !column.is_amount() && !is_always_there
}
