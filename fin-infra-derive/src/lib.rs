//! The `FinResource` derive: one annotated struct becomes a persistence layer.
//!
//! Use it through `fin-infra`, which re-exports it and which generated code names. The attribute reference is its
//! documentation there, where the examples can run.

mod attr;
mod derive;
mod expand;
mod model;
#[cfg(feature = "sql")]
mod scoped;
#[allow(dead_code, unreachable_pub, reason = "the core uses all of it")]
mod shared;
mod sql;

use proc_macro::TokenStream;

// `serde` is declared so that a serde attribute causes this crate's error only.
#[expect(missing_docs, reason = "`fin-infra` documents it where it exports it")]
#[proc_macro_derive(FinResource, attributes(fin, serde))]
pub fn fin_resource(input: TokenStream) -> TokenStream {
    derive::derive(&syn::parse_macro_input!(input)).into()
}

#[expect(missing_docs, reason = "`fin-infra` documents it where it exports it")]
#[proc_macro_derive(FinRow, attributes(fin))]
pub fn fin_row(input: TokenStream) -> TokenStream {
    derive::derive_row(&syn::parse_macro_input!(input)).into()
}

#[expect(missing_docs, reason = "`fin-infra` documents it where it exports it")]
#[cfg(feature = "sql")]
#[proc_macro]
pub fn scoped_sql(input: TokenStream) -> TokenStream {
    scoped::scoped_sql(input.into()).into()
}

/// Expands to the items of `shared.rs`, for the core.
#[doc(hidden)]
#[proc_macro]
pub fn shared(_input: TokenStream) -> TokenStream {
    include_str!("shared.rs").parse().unwrap_or_default()
}

/// Does nothing; replaces garde's derive if the core was built without garde.
#[doc(hidden)]
#[proc_macro_derive(NoValidate, attributes(garde))]
pub fn no_validate(_input: TokenStream) -> TokenStream {
    TokenStream::new()
}

/// Does nothing; replaces utoipa's derive if the core was built without utoipa.
#[doc(hidden)]
#[proc_macro_derive(NoToSchema, attributes(schema))]
pub fn no_to_schema(_input: TokenStream) -> TokenStream {
    TokenStream::new()
}
