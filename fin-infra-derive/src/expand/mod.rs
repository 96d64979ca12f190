//! The generated code: one file for each artifact. Nothing here can fail, and generated code calls the core.

mod adjust;
mod aggregate;
mod aliases;
mod amounts;
mod by_serde;
mod columns;
mod context;
mod conversions;
mod create;
mod databases;
mod defaults;
mod field_docs;
mod fields;
mod filter;
mod forward;
mod hooks;
mod http;
mod money;
mod needs;
mod order;
mod read;
mod reading;
mod relations;
mod repository;
mod resource;
mod row;
mod rules;
mod schema;
mod spelling;
mod statements;
mod storages;
#[cfg(test)]
mod tests;
mod update;

use proc_macro2::TokenStream;
use quote::quote;

use self::context::Context;
pub(crate) use self::row::row;
use crate::model::{Outline, Resource};

/// The generated code of a resource.
pub(crate) fn expand(mut resource: Resource) -> TokenStream {
    let aliases = aliases::name_types(&mut resource);
    let context = &Context::new(&resource);
    let types = [
        create::types(context),
        read::types(context),
        update::types(context),
        adjust::types(context),
        aggregate::types(context),
        filter::types(context),
        order::types(context),
        repository::types(context),
    ];
    let implementations = [
        create::implementations(context),
        read::implementations(context),
        update::implementations(context),
        adjust::implementations(context),
        aggregate::implementations(context),
        filter::implementations(context),
        order::implementations(context),
        repository::implementations(context),
        schema::table(context),
        money::types(context),
        columns::columns(context),
        resource::resource(context),
        reading::inputs(context),
        by_serde::functions(context),
        create::creatable(context),
        update::updatable(context),
        adjust::adjustable(context),
        hooks::inputs(context),
        forward::needs(context),
        needs::databases(context),
        conversions::conversions(context),
        relations::relations(context),
        http::http(context),
    ];
    let Context { private, outside, ident, .. } = context;
    // Registers the table with the migration tool.
    let discover = resource.parts.migrate.then(|| quote!(#private::discover! { #ident }));
    quote! {
        #aliases
        #(#types)*
        // The lint has warned about the struct already.
        #[allow(non_snake_case)]
        const _: () = {
            use #outside as #private;
            // The fallback constants of probes; see `Probe`.
            use #private::Otherwise as _;
            use #private::Unclonable as _;
            use #private::Unseen as _;
            #(#implementations)*
            #discover
        };
    }
}

/// Empty types in place of the generated ones, for an item that cannot be a resource.
pub(crate) fn stubs(outline: &Outline) -> TokenStream {
    let Outline { visibility, names, .. } = outline;
    quote!(#(#[doc(hidden)] #visibility struct #names;)*)
}
