//! `BudgetFilter`: conditions on the columns that lists can be filtered by.

use proc_macro2::TokenStream;
use quote::quote;

use super::context::Context;
use super::fields::is_foreign;
use crate::model::{Column, Generated};

pub(super) fn types(context: &Context<'_>) -> TokenStream {
    let Context { outside, resource, .. } = context;
    let Generated { name, derives, attributes, .. } = &resource.filter;
    let visibility = &resource.visibility;
    let columns = filterable(context);
    let fields = columns.iter().map(|column| &column.field);
    let types = columns.iter().map(|column| &column.inner);
    let docs = format!("Conditions on the columns that lists of [`{}`] can be filtered by.", context.ident);
    quote! {
        #[doc = #docs]
        #[derive(#outside::Default #(, #derives)*)]
        #(#[#attributes])*
        #[allow(non_snake_case)]
        #visibility struct #name { #(#fields: #outside::Vec<#outside::Condition<#types>>),* }
    }
}

fn filterable<'a>(context: &Context<'a>) -> Vec<&'a Column> {
    context.resource.columns.iter().filter(|column| column.filter).collect()
}

pub(super) fn implementations(context: &Context<'_>) -> TokenStream {
    let Context { private, resource, .. } = context;
    let (name, columns) = (&resource.filter.name, filterable(context));
    let methods = columns.iter().map(|column| {
        let (field, ty) = (&column.field, &column.inner);
        let docs = format!("Adds a condition on `{}`. Rows have to meet all of them.", column.name);
        quote! {
            #[doc = #docs]
            #[must_use]
            pub fn #field(mut self, condition: impl #private::IntoCondition<#ty>) -> Self {
                self.#field.push(#private::IntoCondition::into_condition(condition));
                self
            }
        }
    });
    let clone = clone(context, &columns);
    let undeclared = resource
        .columns
        .iter()
        .filter(|column| column.can_be_listed() && !column.filter && column.field != "new");
    // A filter by another column is an error that shows how to declare it.
    let undeclared = undeclared.map(|Column { field, .. }| {
        quote! {
            #[doc(hidden)]
            #[must_use]
            pub fn #field<FinCondition>(self, _: FinCondition) -> Self where for<'fin> Self: #private::FilterDeclared {
                self
            }
        }
    });
    quote! {
        #[allow(dead_code, non_snake_case, reason = "a program uses the filters that it needs")]
        impl #name {
            /// An empty filter.
            #[must_use]
            pub fn new() -> Self {
                <Self as #private::Default>::default()
            }
            #(#methods)*
            #(#undeclared)*
        }
        #clone
    }
}

/// `Clone`, whether or not the types of the columns implement it.
fn clone(context: &Context<'_>, columns: &[&Column]) -> TokenStream {
    let Context { private, resource, .. } = context;
    let name = &resource.filter.name;
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
                Self { #(#fields),* }
            }
        }
    }
}
