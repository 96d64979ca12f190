//! `BudgetFilter`: conditions on the columns that lists can be filtered by.

use proc_macro2::TokenStream;
use quote::quote;

use super::context::Context;
use super::fields::is_foreign;
use crate::model::{Column, Generated};
use crate::shared::FILTER_FUNCTIONS;

pub(super) fn types(context: &Context<'_>) -> TokenStream {
    let Context { outside, resource, .. } = context;
    let Generated { name, derives, attributes, .. } = &resource.filter;
    let visibility = &resource.visibility;
    let columns = filterable(context);
    let fields = columns.iter().map(|column| &column.field);
    let types = columns.iter().map(|column| column.value_type());
    let methods = columns.iter().map(|column| method(context, column));
    let undeclared = undeclared(context);
    let docs = format!("Conditions on the columns that lists of [`{}`] can be filtered by.", context.ident);
    quote! {
        #[doc = #docs]
        #[derive(#outside::Default #(, #derives)*)]
        #(#[#attributes])*
        #[allow(non_snake_case)]
        #visibility struct #name {
            #(#fields: #outside::Vec<#outside::Condition<#types>>,)*
            fin_groups: #outside::Vec<#outside::Group<#name>>,
        }
        #[allow(dead_code, non_snake_case, reason = "a program uses the filters that it needs")]
        impl #name {
            /// An empty filter.
            #[must_use]
            pub fn new() -> Self {
                <Self as #outside::Default>::default()
            }
            /// A filter for rows that match one of these filters; without any, no row matches.
            #[must_use]
            pub fn any_of(filters: impl #outside::IntoIterator<Item = Self>) -> Self {
                let mut filter = Self::new();
                filter.fin_groups.push(#outside::Group::any_of(filters));
                filter
            }
            /// Excludes rows that match another filter. A row whose null makes a condition of it unknown does not match it.
            #[must_use]
            pub fn not(mut self, filter: Self) -> Self {
                self.fin_groups.push(#outside::Group::not(filter));
                self
            }
            #(#methods)*
            #(#undeclared)*
        }
    }
}

fn method(context: &Context<'_>, column: &Column) -> TokenStream {
    let outside = &context.outside;
    let (field, ty) = (&column.field, column.value_type());
    let docs = format!("Adds a condition on `{}`. Rows have to meet all of them.", column.name);
    quote! {
        #[doc = #docs]
        #[must_use]
        pub fn #field(mut self, condition: impl #outside::IntoCondition<#ty>) -> Self {
            self.#field.push(#outside::IntoCondition::into_condition(condition));
            self
        }
    }
}

/// Stubs for the other columns, so that a filter by one of them is an error that shows how to declare it.
fn undeclared(context: &Context<'_>) -> Vec<TokenStream> {
    let Context { outside, resource, .. } = context;
    let others = resource.columns.iter().filter(|column| column.can_be_listed() && !column.filter);
    others
        .filter(|column| !FILTER_FUNCTIONS.iter().any(|name| column.field == name))
        .map(|Column { field, .. }| {
            quote! {
                #[doc(hidden)]
                #[must_use]
                pub fn #field<FinCondition>(self, _: FinCondition) -> Self
                where
                    for<'fin> Self: #outside::FilterDeclared,
                {
                    self
                }
            }
        })
        .collect()
}

fn filterable<'a>(context: &Context<'a>) -> Vec<&'a Column> {
    context.resource.columns.iter().filter(|column| column.filter).collect()
}

/// `Clone`, whether or not the types of the columns implement it.
pub(super) fn implementations(context: &Context<'_>) -> TokenStream {
    let Context { private, resource, .. } = context;
    let (name, columns) = (&resource.filter.name, filterable(context));
    let fields = columns.iter().map(|column| {
        let (field, ty) = (&column.field, &column.inner);
        if is_foreign(column) {
            quote!(#field: #private::clone_conditions(#private::CloneProbe::<#ty>::CLONE, &self.#field))
        } else {
            quote!(#field: #private::Clone::clone(&self.#field))
        }
    });
    quote! {
        #[automatically_derived]
        impl #private::Clone for #name {
            fn clone(&self) -> Self {
                Self { #(#fields,)* fin_groups: #private::Clone::clone(&self.fin_groups) }
            }
        }
    }
}
