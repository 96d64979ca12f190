//! What every artifact needs to know.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::quote;
use syn::{Ident, Path};

use crate::model::{Column, Resource};

/// A resource, and the paths that generated code starts with.
pub(super) struct Context<'a> {
    pub(super) resource: &'a Resource,
    /// The core crate.
    pub(super) core: &'a Path,
    /// What generated code reaches in the core.
    pub(super) private: TokenStream,
    /// The struct.
    pub(super) ident: &'a Ident,
}

impl<'a> Context<'a> {
    pub(super) fn new(resource: &'a Resource) -> Self {
        let core = &resource.core;
        Self { resource, core, private: quote!(#core::private), ident: &resource.ident }
    }

    /// What generated code reaches in the core, standing at `span`: a sentence about its use is shown there.
    pub(super) fn private_at(&self, span: Span) -> TokenStream {
        let stand = |mut token: TokenTree| {
            token.set_span(token.span().located_at(span));
            token
        };
        self.private.clone().into_iter().map(stand).collect()
    }

    /// The columns with their places.
    pub(super) fn columns(&self) -> impl Iterator<Item = (usize, &'a Column)> {
        self.resource.columns.iter().enumerate()
    }

    /// The type of a resource's tenant.
    pub(super) fn tenant(&self) -> TokenStream {
        let private = &self.private;
        self.resource.tenant().map_or_else(
            || quote!(#private::NoTenant),
            |tenant| {
                let ty = &tenant.ty;
                quote!(#ty)
            },
        )
    }
}

/// The place of something that the user wrote, for generated code to stand at: sentences are shown there, and lints
/// still know the code for generated.
pub(super) fn at_call_site(span: Span) -> Span {
    Span::call_site().located_at(span)
}
