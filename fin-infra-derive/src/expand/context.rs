//! The context of every generated artifact.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::{Ident, Path};

use crate::attr::located_at;
use crate::model::{Column, Resource};

/// A resource, and the paths at the start of generated code.
pub(super) struct Context<'a> {
    pub(super) resource: &'a Resource,
    /// The core crate.
    pub(super) core: &'a Path,
    /// The core's `private` module, by the name that it has within the block of implementations.
    pub(super) private: TokenStream,
    /// The full path of the same module, for the types and their methods. They are outside of the block, because the
    /// compiler's errors show their paths.
    pub(super) outside: TokenStream,
    /// The struct.
    pub(super) ident: &'a Ident,
}

impl<'a> Context<'a> {
    pub(super) fn new(resource: &'a Resource) -> Self {
        let core = &resource.core;
        Self {
            resource,
            core,
            private: quote!(__fin),
            outside: quote!(#core::private),
            ident: &resource.ident,
        }
    }

    /// The path of the core's `private` module with a span, where errors about its use are shown.
    pub(super) fn private_at(&self, span: Span) -> TokenStream {
        located_at(&self.private, span)
    }

    /// The columns with their ordinals.
    pub(super) fn columns(&self) -> impl Iterator<Item = (usize, &'a Column)> {
        self.resource.columns.iter().enumerate()
    }

    /// The columns with a field in the generated types.
    pub(super) fn fields(&self) -> impl Iterator<Item = (usize, &'a Column)> {
        self.columns().filter(|(_, column)| column.is_field())
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

/// A span of the user's code for generated code: errors are shown there, and lints still recognize generated code.
pub(super) fn at_call_site(span: Span) -> Span {
    Span::call_site().located_at(span)
}
