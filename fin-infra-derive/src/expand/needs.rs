//! The databases that the core has to be built with.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};

use super::context::{Context, at_call_site};

/// Reports the databases that the struct names and the core was built without.
pub(super) fn databases(context: &Context<'_>) -> TokenStream {
    let needs = context.resource.named_databases.iter().map(|database| {
        let span = at_call_site(database.span());
        let private = context.private_at(span);
        let needs = format_ident!("needs_{}", database.value(), span = span);
        quote_spanned!(span=> #private::#needs! {})
    });
    quote!(#(#needs)*)
}
