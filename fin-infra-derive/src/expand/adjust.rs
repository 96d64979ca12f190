//! `AccountAdjust`: the input that adds amounts to the columns of a row.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned as _;

use super::amounts::{amount, columns};
use super::context::{Context, at_call_site};
use super::field_docs::{self, Page};
use super::fields::{Field, Struct};
use super::{by_serde, hooks};
use crate::model::{Column, Role};

pub(super) fn types(context: &Context<'_>) -> TokenStream {
    let Some(adjust) = adjust(context) else { return TokenStream::new() };
    let (name, definition) = (&adjust.generated.name, adjust.definition(context));
    let methods = columns(context).map(|(_, column)| method(context, column));
    let outside = &context.outside;
    quote! {
        #definition
        #[allow(dead_code, non_snake_case, reason = "a program adjusts the columns that it needs")]
        impl #name {
            /// An adjustment without amounts.
            #[must_use]
            pub fn new() -> Self {
                <Self as #outside::Default>::default()
            }
            #(#methods)*
        }
    }
}

fn method(context: &Context<'_>, column: &Column) -> TokenStream {
    let (field, amount) = (&column.field, amount(column));
    let outside = &context.outside;
    let docs =
        format!("Sets the amount that is added to `{}`. A negative amount is subtracted.", column.name);
    quote! {
        #[doc = #docs]
        #[must_use]
        pub fn #field(mut self, amount: #amount) -> Self {
            self.#field = #outside::Some(amount);
            self
        }
    }
}

pub(super) fn implementations(context: &Context<'_>) -> TokenStream {
    let Some(adjust) = adjust(context) else { return TokenStream::new() };
    let (others, clone) = (adjust.implementations(context), adjust.clone(context));
    quote!(#others #clone)
}

/// The struct, if any column can be adjusted.
fn adjust<'a>(context: &Context<'a>) -> Option<Struct<'a>> {
    if !context.resource.parts.adjust {
        return None;
    }
    let outside = &context.outside;
    let fields = columns(context).map(|(ordinal, column)| {
        let (amount, serde) = (amount(column), by_serde::on_field_of_adjust(context, column));
        let rules = field_docs::rules(context, ordinal, Page::Adjust);
        Field { column, ty: quote!(#outside::Option<#amount>), serde, rules }
    });
    let mut adjust = Struct {
        generated: &context.resource.adjust,
        docs: format!(
            "The input that adjusts a row of [`{}`]: the amounts that are added. A column whose amount is `None` stays unchanged.{}",
            context.ident,
            field_docs::of_input(context, Page::Adjust)
        ),
        fields: fields.collect(),
        attributes: TokenStream::new(),
        forwarded: &[],
    };
    let serde = by_serde::on_type(context, &adjust);
    adjust.attributes = quote!(#[derive(#outside::Default)] #serde);
    Some(adjust)
}

/// `impl Adjustable`, and the targets of an adjustment.
pub(super) fn adjustable(context: &Context<'_>) -> TokenStream {
    if !context.resource.parts.adjust {
        return TokenStream::new();
    }
    let Context { private, ident, resource, .. } = context;
    let name = &resource.adjust.name;
    let amounts = columns(context).map(|(ordinal, column)| {
        let (field, ty) = (&column.field, &column.inner);
        if column.is_amount() {
            return quote!(to.add_money(#ordinal, adjust.#field););
        }
        // The error for another type is shown on the type.
        quote_spanned!(at_call_site(ty.span())=> to.add::<#ty>(#ordinal, adjust.#field);)
    });
    let prepare = hooks::prepare(context, "Adjust", &quote!(adjust), name);
    let targets = targets(context);
    quote! {
        #[automatically_derived]
        impl #private::Adjustable for #ident {
            type Adjust = #name;
            #prepare
            fn amounts(adjust: &#name, to: &mut #private::Adjustments) {
                let _ = (adjust, &to);
                #(#amounts)*
            }
        }
        #targets
    }
}

/// The id, and the id with a version if the resource has versions.
fn targets(context: &Context<'_>) -> TokenStream {
    let Context { private, ident, resource, .. } = context;
    let id = &resource.id().ty;
    let version = resource.with_role(Role::Version);
    let versioned = version.map(|_| (quote!((#id, i64)), quote!((self.0, #private::Some(self.1)))));
    let targets = [(quote!(#id), quote!((self, #private::None)))].into_iter().chain(versioned);
    let targets = targets.map(|(ty, parts)| {
        quote! {
            #[automatically_derived]
            impl #private::AdjustTarget<#ident> for #ty {
                fn into_parts(self) -> (#id, #private::Option<i64>) {
                    #parts
                }
            }
        }
    });
    quote!(#(#targets)*)
}
