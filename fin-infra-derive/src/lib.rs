//! The `FinResource` derive: one annotated struct becomes a persistence layer.
//!
//! Use it through `fin-infra-core`, which exports it and which what it writes calls.

mod attr;
mod derive;
mod expand;
mod model;
mod sql;

use proc_macro::TokenStream;

/// Makes a resource of a struct: its Create, Read and Update types, its repository, and its statements for each
/// database.
#[proc_macro_derive(FinResource, attributes(fin))]
pub fn fin_resource(input: TokenStream) -> TokenStream {
    derive::derive(&syn::parse_macro_input!(input)).into()
}
