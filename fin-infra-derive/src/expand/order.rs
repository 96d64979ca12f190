//! `BudgetOrder`: the columns that lists can be ordered by, and `BudgetQuery`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Ident;
use syn::ext::IdentExt as _;

use super::context::Context;
use super::spelling::listed;
use crate::model::{Column, Generated};

pub(super) fn types(context: &Context<'_>) -> TokenStream {
    let Context { core, outside, ident, resource, .. } = context;
    let Generated { name, derives, attributes, .. } = &resource.order;
    let visibility = &resource.visibility;
    let columns = || context.columns().filter(|(_, column)| column.order).map(|(_, column)| column);
    let docs = columns().map(|column| {
        let null = if column.nullable { " A null is less than any value." } else { "" };
        format!("By `{}`.{null}", column.name)
    });
    let variants = columns().map(Column::variant);
    let query = &resource.query.name;
    let directions = directions(context, name);
    let order_docs = format!("The columns that lists of [`{ident}`] can be ordered by.");
    let searched = context.fields().filter(|(_, column)| column.search);
    let searched = listed(searched.map(|(_, column)| column.field.unraw().to_string()));
    let searched = searched.map(|names| format!(" Its search ignores case, and looks into {names}."));
    let query_docs = format!("The query of a list of [`{ident}`].{}", searched.unwrap_or_default());
    quote! {
        #[doc = #order_docs]
        #[derive(#outside::Clone, #outside::Copy, #outside::Debug, #outside::PartialEq, #outside::Eq #(, #derives)*)]
        #(#[#attributes])*
        #[allow(dead_code, reason = "a program uses the orders that it needs")]
        #visibility enum #name { #(#[doc = #docs] #variants),* }
        #directions
        #[doc = #query_docs]
        #[allow(dead_code, reason = "a program asks for what it needs")]
        #visibility type #query = #core::query::Query<#ident>;
    }
}

/// The methods of an order that give it a direction.
pub(super) fn directions(context: &Context<'_>, order: &Ident) -> TokenStream {
    let Context { core, outside, .. } = context;
    quote! {
        impl #order {
            /// Ascending.
            #[must_use]
            pub fn asc(self) -> #core::query::Ordering<Self> {
                #outside::ascending(self)
            }
            /// Descending.
            #[must_use]
            pub fn desc(self) -> #core::query::Ordering<Self> {
                #outside::descending(self)
            }
        }
    }
}

pub(super) fn implementations(context: &Context<'_>) -> TokenStream {
    let Context { private, resource, .. } = context;
    let name = &resource.order.name;
    let columns: Vec<_> = context.columns().filter(|(_, column)| column.order).collect();
    let variants: Vec<_> = columns.iter().map(|(_, column)| column.variant()).collect();
    let ordinals = columns.iter().map(|(ordinal, _)| ordinal);
    let undeclared = undeclared(context, &variants);
    quote! {
        #[automatically_derived]
        impl #private::query::OrderColumn for #name {
            const ALL: &'static [Self] = &[#(Self::#variants),*];

            fn ordinal(self) -> usize {
                match self { #(Self::#variants => #ordinals),* }
            }
        }
        #undeclared
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
    quote! {
        #[allow(dead_code, non_upper_case_globals)]
        impl #name {
            #(#[doc(hidden)] pub const #others: #private::Undeclared = #private::Undeclared;)*
        }
    }
}
