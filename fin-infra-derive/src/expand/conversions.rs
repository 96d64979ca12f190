//! Conversions of the struct to and from the generated types.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use super::context::{Context, at_call_site};
use crate::model::{Column, Skipped};

pub(super) fn conversions(context: &Context<'_>) -> TokenStream {
    let (from_read, into_create) = (from_read(context), into_create(context));
    quote!(#from_read #into_create)
}

/// A conversion that never runs, if types of the struct are invalid and stubs replace them.
fn stub(context: &Context<'_>, from: &TokenStream, into: &TokenStream) -> TokenStream {
    let private = &context.private;
    quote! {
        #[automatically_derived]
        impl #private::From<#from> for #into {
            fn from(_: #from) -> Self {
                #private::stub()
            }
        }
    }
}

fn declared<'a>(context: &Context<'a>) -> impl Iterator<Item = &'a Column> {
    context.resource.columns.iter().filter(|column| column.declared)
}

/// A field of another type. Money has one type in generated code, however the struct spells it.
fn converted(context: &Context<'_>, column: &Column) -> TokenStream {
    let (private, field) = (&context.private, &column.field);
    if column.is_amount() { quote!(#field: #private::same(row.#field)) } else { quote!(#field: row.#field) }
}

fn from_read(context: &Context<'_>) -> TokenStream {
    let Context { private, ident, resource, .. } = context;
    let read = &resource.read.name;
    if !resource.is_whole() {
        return stub(context, &quote!(#read), &quote!(#ident));
    }
    let fields = declared(context).map(|column| converted(context, column));
    let skipped = resource.skipped.iter().map(|Skipped { field, default }| match default {
        Some(default) => quote!(#field: #default),
        None => {
            let span = at_call_site(field.span());
            let private = context.private_at(span);
            quote_spanned!(span=> #field: #private::Default::default())
        }
    });
    quote! {
        #[automatically_derived]
        impl #private::From<#read> for #ident {
            fn from(row: #read) -> Self {
                Self { #(#fields,)* #(#skipped),* }
            }
        }
    }
}

fn into_create(context: &Context<'_>) -> TokenStream {
    let Context { private, ident, resource, .. } = context;
    if !resource.parts.create {
        return read_all(context);
    }
    let create = &resource.create.name;
    if !resource.is_whole() {
        return stub(context, &quote!(#ident), &quote!(#create));
    }
    let created = declared(context).filter(|column| column.access.create);
    let fields = created.map(|column| converted(context, column));
    let others = declared(context).filter(|column| !column.access.create).map(|column| &column.field);
    let skipped = resource.skipped.iter().map(|skipped| &skipped.field);
    quote! {
        #[automatically_derived]
        impl #private::From<#ident> for #create {
            fn from(row: #ident) -> Self {
                // Reads the fields that a new row does not have, so that they are not dead code.
                #(let _ = &row.#others;)*
                #(let _ = &row.#skipped;)*
                Self { #(#fields),* }
            }
        }
    }
}

/// Reads all fields without Create: nothing else reads them, and they would be dead code.
fn read_all(context: &Context<'_>) -> TokenStream {
    let Context { ident, resource, .. } = context;
    let fields = declared(context).map(|column| &column.field);
    let skipped = resource.skipped.iter().map(|skipped| &skipped.field);
    quote!(const _: fn(&#ident) = |row| { #(let _ = &row.#fields;)* #(let _ = &row.#skipped;)* };)
}
