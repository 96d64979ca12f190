//! Attributes for other crates: `validate(..)` becomes garde's, `schema(..)` utoipa's.
//!
//! The derives of both crates generate paths that start with the crate's name, so a program that uses them depends on the
//! crate. If the core was built without the feature, a derive that does nothing replaces them, and one error names the feature.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Ident, Meta, Type};

use super::context::{Context, at_call_site};
use super::money;
use crate::model::Column;

/// A crate that attributes are forwarded to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Forwarded {
    Validation,
    OpenApi,
}

impl Forwarded {
    /// The crates for an input type.
    pub(super) fn of_input() -> &'static [Self] {
        &[Self::Validation, Self::OpenApi]
    }

    /// The crates for an output type, which was validated as input.
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

    /// The derive, and its attributes of the whole type.
    pub(super) fn on_type(self, context: &Context<'_>) -> TokenStream {
        let outside = &context.outside;
        if !self.is_used(context) {
            return TokenStream::new();
        }
        match self {
            Self::Validation => quote!(#[derive(#outside::garde::Validate)] #[garde(allow_unvalidated)]),
            Self::OpenApi => quote!(#[derive(#outside::utoipa::ToSchema)]),
        }
    }

    /// The attributes of a field.
    pub(super) fn on_field(self, column: &Column) -> TokenStream {
        let (attribute, rules) = (self.attribute(), self.rules(column));
        let object = (self == Self::OpenApi).then(|| money::annotated_type(column)).flatten().into_iter();
        if rules.is_empty() { TokenStream::new() } else { quote!(#[#attribute(#(#object,)* #(#rules),*)]) }
    }

    /// The error on the first attribute, if the core was built without the crate.
    fn needed(self, context: &Context<'_>, report: &Ident) -> Option<TokenStream> {
        let (_, column) = context.columns().find(|(_, column)| !self.rules(column).is_empty())?;
        let span = at_call_site(self.rules(column).first()?.span());
        let private = context.private_at(span);
        Some(quote_spanned!(span=> #private::#report!();))
    }

    /// Whether any column has attributes for it.
    pub(super) fn is_used(self, context: &Context<'_>) -> bool {
        context.columns().any(|(_, column)| !self.rules(column).is_empty())
    }
}

/// The type of a field. utoipa's derive depends on its spelling, and serde's derive repeats it.
pub(super) fn field_type<'a>(context: &Context<'_>, column: &'a Column) -> &'a Type {
    if Forwarded::OpenApi.is_used(context) { column.shown_type() } else { &column.ty }
}

/// Reports the features that the core was built without, of the crates that attributes are forwarded to.
pub(super) fn needs(context: &Context<'_>) -> TokenStream {
    let validation = Forwarded::Validation.needed(context, &format_ident!("needs_garde"));
    let open_api = Forwarded::OpenApi.needed(context, &format_ident!("needs_utoipa"));
    quote!(#validation #open_api)
}
