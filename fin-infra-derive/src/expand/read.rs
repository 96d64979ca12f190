//! `BudgetRead`: a row as it is read.

use proc_macro2::TokenStream;
use quote::quote;

use super::context::Context;
use super::fields::{Field, Struct};
use super::forward::Forwarded;

pub(super) fn types(context: &Context<'_>) -> TokenStream {
    read(context).definition(context)
}

pub(super) fn implementations(context: &Context<'_>) -> TokenStream {
    let read = read(context);
    let (others, clone) = (read.implementations(context), read.clone_of_any(context));
    quote!(#others #clone)
}

/// The struct.
fn read<'a>(context: &Context<'a>) -> Struct<'a> {
    let outside = &context.outside;
    let fields = context.columns().map(|(_, column)| {
        let ty = &column.written;
        let serde = (column.access.secret || column.invalid).then(|| quote!(#[serde(skip)]));
        Field { column, ty: quote!(#ty), serde: quote!(#serde) }
    });
    let mut read = Struct {
        generated: &context.resource.read,
        docs: format!("A [`{}`] as it is read, with the managed columns.", context.ident),
        fields: fields.collect(),
        attributes: TokenStream::new(),
        forwarded: Forwarded::of_output(),
    };
    let bounds = read.serde_bounds(&quote!(#outside::serde::Serialize), |column| !column.access.secret);
    let serde = quote!(#outside::serde).to_string();
    // The struct's own documentation follows, after an empty line as a paragraph of its own.
    let struct_docs = &context.resource.docs;
    let blank = (!struct_docs.is_empty()).then(|| quote!(#[doc = ""]));
    read.attributes = quote! {
        #blank
        #(#struct_docs)*
        #[derive(#outside::serde::Serialize)]
        #[serde(crate = #serde, bound(serialize = #bounds))]
    };
    read
}
