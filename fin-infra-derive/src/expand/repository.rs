//! `BudgetRepository`: the operations on the rows.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::ext::IdentExt as _;

use super::context::Context;
use super::{field_docs, relations};
use crate::model::{Generated, Unique};

pub(super) fn types(context: &Context<'_>) -> TokenStream {
    let Context { core, outside, ident, resource, .. } = context;
    if !resource.parts.repository {
        return TokenStream::new();
    }
    let Generated { name, derives, attributes, .. } = &resource.repository;
    let visibility = &resource.visibility;
    let docs = format!(
        "The repository of [`{ident}`]. It dereferences to [`Repository`].\n\n[`Repository`]: {}",
        quote!(#core::Repository).to_string().replace(' ', "")
    );
    let entry = entry(context);
    let upserts = resource.uniques.iter().enumerate().filter(|_| resource.parts.upserts);
    let upserts = upserts.map(|(number, unique)| upsert(context, number, unique));
    let (children, to_children) = (relations::methods(context), relations::children(context));
    quote! {
        #[doc = #docs]
        #[derive(#outside::Clone, #outside::Debug #(, #derives)*)]
        #(#[#attributes])*
        #visibility struct #name(#outside::Repository<#ident>);
        #[allow(dead_code, reason = "a program uses the methods that it needs")]
        impl #name { #(#upserts)* #children }
        #entry
        #to_children
    }
}

pub(super) fn implementations(context: &Context<'_>) -> TokenStream {
    let Context { private, ident, resource, .. } = context;
    if !resource.parts.repository {
        return TokenStream::new();
    }
    let name = &resource.repository.name;
    quote! {
        #[automatically_derived]
        impl #private::Deref for #name {
            type Target = #private::Repository<#ident>;
            fn deref(&self) -> &Self::Target {
                &self.0
            }
        }
    }
}

/// `Budget::repository()`.
fn entry(context: &Context<'_>) -> TokenStream {
    let Context { outside, ident, resource, .. } = context;
    let name = &resource.repository.name;
    let visibility = &resource.visibility;
    let scoped = quote!(|tenant| #name(#outside::Repository::of(tenant)));
    let rules = field_docs::pointer(context);
    if resource.tenant().is_some() {
        quote! {
            impl #ident {
                /// The repository. Call `.tenant(id)` next.
                ///
                #[doc = #rules]
                #[must_use]
                #visibility fn repository() -> #outside::Unscoped<Self, #name> {
                    #outside::Unscoped::new(#scoped)
                }
            }
        }
    } else {
        quote! {
            impl #ident {
                /// The repository.
                ///
                #[doc = #rules]
                #[must_use]
                #visibility fn repository() -> #name {
                    #name(#outside::Repository::of(#outside::NoTenant))
                }
            }
        }
    }
}

/// `upsert_by_user_id_and_name`.
fn upsert(context: &Context<'_>, number: usize, unique: &Unique) -> TokenStream {
    let Context { outside, ident, resource, .. } = context;
    // The currency of an amount is in the field of the amount.
    let is_field =
        |&&ordinal: &&usize| resource.columns[ordinal].is_field() || !unique.columns.contains(&(ordinal - 1));
    let ordinals = unique.columns.iter().filter(is_field);
    let fields: Vec<_> =
        ordinals.map(|&ordinal| resource.columns[ordinal].field.unraw().to_string()).collect();
    let method = format_ident!("upsert_by_{}", fields.join("_and_"));
    let docs = format!(
        "Creates a row, or updates the live row with the same {}. An update sets every updatable field of `create`.\n\n\
         # Errors\n\nReturns the errors of creating and of updating a row.",
        fields.join(" and ")
    );
    let (create, read) = (&resource.create.name, &resource.read.name);
    quote! {
        #[doc = #docs]
        pub fn #method<'fin, FinStore: #outside::Store<#ident> + 'fin>(
            &self,
            store: FinStore,
            create: impl #outside::Into<#create>,
        ) -> #outside::BoxFuture<'fin, #outside::Result<#read>> {
            self.0.upsert(store, #number, create.into())
        }
    }
}
