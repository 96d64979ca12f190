//! `BudgetRead`: a row as it is read.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt as _;

use super::by_serde;
use super::context::Context;
use super::field_docs::{self, Page};
use super::fields::{Field, Struct};
use super::forward::Forwarded;
use crate::model::Column;

pub(super) fn types(context: &Context<'_>) -> TokenStream {
    read(context).definition(context)
}

pub(super) fn implementations(context: &Context<'_>) -> TokenStream {
    let read = read(context);
    let (others, clone) = (read.implementations(context), read.clone_of_any(context));
    let serialize = (!by_serde::is_used(context, read.generated)).then(|| serialize(context, &read));
    quote!(#others #clone #serialize)
}

/// Whether the column is in JSON.
fn is_shown(column: &Column) -> bool {
    !column.access.secret && !column.invalid
}

/// `Serialize`, as serde's derive would generate it, in half as many lines.
fn serialize(context: &Context<'_>, read: &Struct<'_>) -> TokenStream {
    let private = &context.private;
    let name = &read.generated.name;
    let text = name.unraw().to_string();
    let shown = || read.fields.iter().map(|field| field.column).filter(|column| is_shown(column));
    let bounds = read.bounds(&quote!(#private::serde::Serialize), is_shown);
    let (fields, count) = (shown().map(|column| &column.field), shown().count());
    let names = shown().map(|column| column.field.unraw().to_string());
    quote! {
        #[automatically_derived]
        impl #private::serde::Serialize for #name where #(#bounds),* {
            fn serialize<FinTo: #private::serde::Serializer>(
                &self,
                to: FinTo,
            ) -> #private::SerdeResult<FinTo::Ok, FinTo::Error> {
                use #private::serde::ser::SerializeStruct as _;
                let mut to = to.serialize_struct(#text, #count)?;
                #(to.serialize_field(#names, &self.#fields)?;)*
                to.end()
            }
        }
    }
}

/// The struct.
fn read<'a>(context: &Context<'a>) -> Struct<'a> {
    let outside = &context.outside;
    let by_serde = by_serde::is_used(context, &context.resource.read);
    let fields = context.fields().map(|(ordinal, column)| {
        let ty = column.shown_type();
        let serde = (by_serde && !is_shown(column)).then(|| quote!(#[serde(skip)]));
        let rules = field_docs::rules(context, ordinal, Page::Read);
        Field { column, ty: quote!(#ty), serde: quote!(#serde), rules }
    });
    let mut read = Struct {
        generated: &context.resource.read,
        docs: format!(
            "A row of [`{}`] as it is read, with the managed columns.{}",
            context.ident,
            field_docs::not_stored(context)
        ),
        fields: fields.collect(),
        attributes: TokenStream::new(),
        forwarded: Forwarded::of_output(),
    };
    let serde = by_serde.then(|| {
        let bounds = read.serde_bounds(&quote!(#outside::serde::Serialize), |column| !column.access.secret);
        let serde = quote!(#outside::serde).to_string();
        quote! {
            #[derive(#outside::serde::Serialize)]
            #[serde(crate = #serde, bound(serialize = #bounds))]
        }
    });
    // The struct's own documentation follows, after an empty line as a paragraph of its own.
    let struct_docs = &context.resource.docs;
    let blank = (!struct_docs.is_empty()).then(|| quote!(#[doc = ""]));
    read.attributes = quote! {
        #blank
        #(#struct_docs)*
        #serde
    };
    read
}
