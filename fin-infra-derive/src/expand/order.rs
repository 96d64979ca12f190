//! `BudgetOrder`: the columns that lists can be ordered by, and `BudgetQuery`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Ident;

use super::context::Context;
use crate::model::Generated;

pub(super) fn types(context: &Context<'_>) -> TokenStream {
    let Context { private, core, ident, resource, .. } = context;
    let Generated { name, derives, attributes, .. } = &resource.order;
    let visibility = &resource.visibility;
    let columns: Vec<_> = context.columns().filter(|(_, column)| column.order).collect();
    let docs = columns.iter().map(|(_, column)| format!("By `{}`.", column.name));
    let variants: Vec<_> = columns.iter().map(|(_, column)| column.variant()).collect();
    let ordinals = columns.iter().map(|(ordinal, _)| ordinal);
    let undeclared = undeclared(context, &variants);
    let query = &resource.query.name;
    let order_docs = format!("The columns that lists of [`{ident}`] can be ordered by.");
    let query_docs = format!("The query of a list of [`{ident}`].");
    quote! {
        #[doc = #order_docs]
        #[derive(#private::Clone, #private::Copy, #private::Debug, #private::PartialEq, #private::Eq #(, #derives)*)]
        #(#[#attributes])*
        #[allow(dead_code, reason = "a program uses the orders that it needs")]
        #visibility enum #name { #(#[doc = #docs] #variants),* }
        impl #name {
            /// Ascending.
            #[must_use]
            pub fn asc(self) -> #core::query::Ordering<Self> {
                #core::query::Ordering { column: self, direction: #core::query::Direction::Ascending }
            }
            /// Descending.
            #[must_use]
            pub fn desc(self) -> #core::query::Ordering<Self> {
                #core::query::Ordering { column: self, direction: #core::query::Direction::Descending }
            }
        }
        #[automatically_derived]
        impl #core::query::OrderColumn for #name {
            const ALL: &'static [Self] = &[#(Self::#variants),*];

            fn ordinal(self) -> usize {
                match self { #(Self::#variants => #ordinals),* }
            }
        }
        #undeclared
        #[doc = #query_docs]
        #[allow(dead_code, reason = "a program asks for what it needs")]
        #visibility type #query = #core::query::Query<#ident>;
    }
}

/// Stubs for the other columns, so that an order by one of them is an error that shows how to declare it.
fn undeclared(context: &Context<'_>, declared: &[Ident]) -> TokenStream {
    let Context { private, resource, .. } = context;
    let name = &resource.order.name;
    let mut others: Vec<Ident> = Vec::new();
    for column in resource.columns.iter().filter(|column| column.can_be_listed()) {
        let variant = column.variant();
        if !declared.contains(&variant) && !others.contains(&variant) {
            others.push(variant);
        }
    }
    quote!(#private::undeclared_orders! { #name: #(#others)* })
}
