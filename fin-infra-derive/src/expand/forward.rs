//! Rules on fields that other crates read: `validate(..)` becomes garde's attributes, `schema(..)` utoipa's.
//!
//! Both crates' derives write paths that start at the crate, so a program that uses them depends on it. Where the core
//! was built without the feature, a derive that does nothing stands in and one sentence says what is missing.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Ident, Meta, Type};

use super::context::{Context, at_call_site};
use crate::model::Column;

/// A crate that rules are forwarded to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Forwarded {
    Validation,
    OpenApi,
}

impl Forwarded {
    /// What a generated type is given for its columns.
    pub(super) fn of_input() -> &'static [Self] {
        &[Self::Validation, Self::OpenApi]
    }

    /// The same for what is read, which was valid when it was written.
    pub(super) fn of_output() -> &'static [Self] {
        &[Self::OpenApi]
    }

    fn rules(self, column: &Column) -> &[Meta] {
        match self {
            Self::Validation => &column.validate,
            Self::OpenApi => &column.schema,
        }
    }

    /// The attribute's name in the other crate.
    fn attribute(self) -> Ident {
        match self {
            Self::Validation => format_ident!("garde"),
            Self::OpenApi => format_ident!("schema"),
        }
    }

    /// The derive, and what it wants to know of the whole type.
    pub(super) fn on_type(self, context: &Context<'_>) -> TokenStream {
        let private = &context.private;
        if !self.is_used(context) {
            return TokenStream::new();
        }
        match self {
            Self::Validation => quote!(#[derive(#private::garde::Validate)] #[garde(allow_unvalidated)]),
            Self::OpenApi => quote!(#[derive(#private::utoipa::ToSchema)]),
        }
    }

    /// The rules of a field.
    pub(super) fn on_field(self, column: &Column) -> TokenStream {
        let (attribute, rules) = (self.attribute(), self.rules(column));
        if rules.is_empty() { TokenStream::new() } else { quote!(#[#attribute(#(#rules),*)]) }
    }

    /// What says so on the first rule, where the crate is missing.
    fn needed(self, context: &Context<'_>, sentence: &Ident) -> Option<TokenStream> {
        let (_, column) = context.columns().find(|(_, column)| !self.rules(column).is_empty())?;
        let span = at_call_site(self.rules(column).first()?.span());
        let private = context.private_at(span);
        Some(quote_spanned!(span=> #private::#sentence!();))
    }

    /// Whether any column has rules.
    pub(super) fn is_used(self, context: &Context<'_>) -> bool {
        context.columns().any(|(_, column)| !self.rules(column).is_empty())
    }
}

/// The type of a field that serde's derive reads, which repeats it. utoipa's derive looks at how a type is spelled.
pub(super) fn field_type<'a>(context: &Context<'_>, column: &'a Column) -> &'a Type {
    if Forwarded::OpenApi.is_used(context) { &column.written } else { &column.ty }
}

/// Says what is missing where the core was built without a crate that rules are forwarded to.
pub(super) fn needs(context: &Context<'_>) -> TokenStream {
    let validation = Forwarded::Validation.needed(context, &format_ident!("needs_garde"));
    let open_api = Forwarded::OpenApi.needed(context, &format_ident!("needs_utoipa"));
    quote!(#validation #open_api)
}
