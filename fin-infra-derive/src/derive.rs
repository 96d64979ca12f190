//! The stages of the derive: what was written, what it means, what it becomes.

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use crate::{attr, expand, model};

/// Parses, validates, expands. Reports all mistakes at once, and generates everything that was probably meant as well, so
/// that a mistake in an attribute causes no other error.
pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let mut errors = darling::Error::accumulator();
    let generated = match attr::parse(input, &mut errors) {
        Some(written) => expand::expand(model::build(written, &mut errors)),
        None => expand::stubs(&model::outline(input)),
    };
    let errors = errors.finish().err().map(darling::Error::write_errors);
    quote!(#errors #generated)
}

/// The same for a row.
pub(crate) fn derive_row(input: &DeriveInput) -> TokenStream {
    let mut errors = darling::Error::accumulator();
    let generated = attr::row::parse(input, &mut errors).map(|row| expand::row(&row));
    let errors = errors.finish().err().map(darling::Error::write_errors);
    quote!(#errors #generated)
}
