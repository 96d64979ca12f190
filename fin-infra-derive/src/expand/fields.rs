//! The generated structs: their attributes, and the impls that a derive cannot generate.
//!
//! The type of a column may not implement `PartialEq`, `Debug` or serde's traits. The impls have bounds on all types, and
//! `for<'fin>` allows bounds that do not hold.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::Type;
use syn::ext::IdentExt as _;
use syn::spanned::Spanned as _;

use super::context::{Context, at_call_site};
use super::forward::Forwarded;
use crate::model::{Column, Generated, Kind};

/// One field of a generated struct.
pub(super) struct Field<'a> {
    pub(super) column: &'a Column,
    /// The field's type.
    pub(super) ty: TokenStream,
    /// Attributes for serde.
    pub(super) serde: TokenStream,
    /// Its rules, as documentation that follows its own.
    pub(super) rules: TokenStream,
}

/// A generated struct.
pub(super) struct Struct<'a> {
    pub(super) generated: &'a Generated,
    pub(super) docs: String,
    pub(super) fields: Vec<Field<'a>>,
    /// Derives, and attributes of the whole struct.
    pub(super) attributes: TokenStream,
    /// The crates that attributes of its fields are forwarded to.
    pub(super) forwarded: &'static [Forwarded],
}

impl Struct<'_> {
    /// The struct.
    pub(super) fn definition(&self, context: &Context<'_>) -> TokenStream {
        let Generated { name, derives, attributes, .. } = self.generated;
        let visibility = &context.resource.visibility;
        let docs = &self.docs;
        let own = &self.attributes;
        let derives = (!derives.is_empty()).then(|| quote!(#[derive(#(#derives),*)]));
        let rules = self.forwarded.iter().map(|forwarded| forwarded.on_type(context));
        let fields = self.fields.iter().map(|Field { column, ty, serde, rules }| {
            let (docs, field) = (&column.docs, &column.field);
            let forwarded = self.forwarded.iter().map(|forwarded| forwarded.on_field(column));
            // Errors of a derive about a field's type have the span of the type.
            quote_spanned!(at_call_site(column.inner.span())=> #(#docs)* #rules #serde #(#forwarded)* pub #field: #ty)
        });
        quote! {
            #[doc = #docs]
            // The manual `PartialEq` compares all fields, like a derived one.
            // The documentation links to the parents of children, which may be private.
            #[allow(non_snake_case, clippy::derived_hash_with_manual_eq, rustdoc::private_intra_doc_links)]
            #own
            #derives
            #(#rules)*
            #(#[#attributes])*
            #visibility struct #name { #(#fields),* }
        }
    }

    /// `Debug` and `PartialEq`.
    pub(super) fn implementations(&self, context: &Context<'_>) -> TokenStream {
        let (debug, equal) = (self.debug(context), self.equal(context));
        quote!(#debug #equal)
    }

    /// `Clone`, if all types implement it.
    pub(super) fn clone(&self, context: &Context<'_>) -> TokenStream {
        let private = &context.private;
        let name = &self.generated.name;
        let bounds = self.bounds(&quote!(#private::Clone), |_| true);
        let fields = self.fields.iter().map(|field| &field.column.field);
        quote! {
            #[automatically_derived]
            impl #private::Clone for #name where #(#bounds),* {
                fn clone(&self) -> Self {
                    Self { #(#fields: #private::Clone::clone(&self.#fields)),* }
                }
            }
        }
    }

    /// `Clone`, whether or not the types implement it: `probed` reports a type that does not.
    pub(super) fn clone_of_any(&self, context: &Context<'_>) -> TokenStream {
        let private = &context.private;
        let name = &self.generated.name;
        let fields = self.fields.iter().map(|Field { column, .. }| {
            let (field, ty) = (&column.field, &column.inner);
            match (is_foreign(column), column.nullable) {
                (false, _) => quote!(#field: #private::Clone::clone(&self.#field)),
                (true, false) => quote!(#field: (#private::CloneProbe::<#ty>::CLONE)(&self.#field)),
                (true, true) => {
                    quote!(#field: #private::clone_optional(#private::CloneProbe::<#ty>::CLONE, &self.#field))
                }
            }
        });
        quote! {
            #[automatically_derived]
            impl #private::Clone for #name {
                fn clone(&self) -> Self {
                    Self { #(#fields),* }
                }
            }
        }
    }

    fn debug(&self, context: &Context<'_>) -> TokenStream {
        let private = &context.private;
        let name = &self.generated.name;
        let text = name.unraw().to_string();
        let bounds = self.bounds(&quote!(#private::Debug), |column| !column.access.secret);
        let fields = self.fields.iter().map(|Field { column, .. }| {
            let field = &column.field;
            let text = column.field.unraw().to_string();
            if column.access.secret {
                quote!((#text, &#private::format_args!("[secret]")))
            } else {
                quote!((#text, &self.#field))
            }
        });
        quote! {
            #[automatically_derived]
            impl #private::Debug for #name where #(#bounds),* {
                fn fmt(&self, formatter: &mut #private::Formatter<'_>) -> #private::FmtResult {
                    #private::debug(formatter, #text, &[#(#fields),*])
                }
            }
        }
    }

    fn equal(&self, context: &Context<'_>) -> TokenStream {
        let private = &context.private;
        let name = &self.generated.name;
        let bounds = self.bounds(&quote!(#private::PartialEq), |_| true);
        let fields = self.fields.iter().map(|field| &field.column.field);
        quote! {
            impl #private::PartialEq for #name where #(#bounds),* {
                fn eq(&self, other: &Self) -> bool {
                    true #(&& self.#fields == other.#fields)*
                }
            }
        }
    }

    /// Bounds for types that the derive does not know.
    pub(super) fn bounds(&self, bound: &TokenStream, of: impl Fn(&Column) -> bool) -> Vec<TokenStream> {
        let fields = self.fields.iter().filter(|field| of(field.column) && is_foreign(field.column));
        let types = fields.map(|field| &field.column.inner).collect::<Vec<&Type>>();
        types.into_iter().map(|ty| quote!(for<'fin> #ty: #bound)).collect()
    }

    /// The same in the form of serde's attributes.
    pub(super) fn serde_bounds(&self, bound: &TokenStream, of: impl Fn(&Column) -> bool) -> String {
        let of = |column: &Column| of(column) && !column.invalid;
        self.bounds(bound, of).into_iter().map(|bound| bound.to_string()).collect::<Vec<_>>().join(", ")
    }
}

/// Whether the derive does not know the traits of the type.
pub(super) fn is_foreign(column: &Column) -> bool {
    matches!(column.kind, Kind::Date | Kind::Json | Kind::Other { .. })
}

/// Whether the type may contain decimals, which are read exactly.
pub(super) fn may_hold_decimals(column: &Column) -> bool {
    matches!(column.kind, Kind::Decimal { .. } | Kind::Json | Kind::Other { .. })
}
