//! `scoped_sql!`: SQL of any shape, in which every table is named through a resource.
//!
//! The text is split into SQL, resources and values (`template`), parsed and checked (`check`), and becomes a constant from
//! which the core assembles the text for each database (`expand`).

mod check;
mod expand;
mod functions;
mod input;
mod place;
mod template;

use proc_macro2::TokenStream;
use quote::quote;

use self::input::Input;
use self::template::Template;

/// The query, or the mistakes in it.
pub(crate) fn scoped_sql(input: TokenStream) -> TokenStream {
    let generated = syn::parse2::<Input>(input).and_then(|input| {
        let templates = input.texts.iter().map(|text| {
            let template = Template::split(text)?;
            let columns = check::check(&template, text)?;
            Ok((template, columns))
        });
        let templates = templates.collect::<syn::Result<Vec<_>>>()?;
        check::same_columns(&input, &templates)?;
        expand::expand(&input, &templates)
    });
    generated.unwrap_or_else(|error| {
        let error = error.to_compile_error();
        quote!({ #error ::std::unreachable!() })
    })
}
