//! `scoped_sql!`: SQL of any shape, in which every table is named through a resource.
//!
//! The text is split into SQL, resources and values (`template`), parsed and checked (`check`), and becomes a constant from
//! which the core assembles the text for each database (`expand`).

pub(crate) mod check;
pub(crate) mod expand;
pub(crate) mod functions;
pub(crate) mod input;
mod lengths;
mod place;
mod tables;
pub(crate) mod template;
pub(crate) mod units;

use proc_macro2::TokenStream;
use quote::quote;

use self::check::Checked;
use self::input::{Input, Text};
use self::template::Template;

/// The query, or the mistakes in it.
pub(crate) fn scoped_sql(input: TokenStream) -> TokenStream {
    let generated = syn::parse2::<Input>(input).and_then(|input| {
        let templates = input.texts.iter().map(checked).collect::<syn::Result<Vec<_>>>()?;
        check::same_columns(&input, &templates)?;
        expand::expand(&input, &templates)
    });
    generated.unwrap_or_else(|error| {
        let error = error.to_compile_error();
        quote!({ #error ::std::unreachable!() })
    })
}

/// Splits and checks a text, and returns what is known of it as well. A test generates texts for it.
pub(crate) fn checked(text: &Text) -> syn::Result<(Template, Checked)> {
    let template = Template::split(text)?;
    let checked = check::check(&template, text)?;
    Ok((template, checked))
}
