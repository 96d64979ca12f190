//! Types that have serde's own derive, because the program adds attributes of serde to the type, or a derive that may read
//! them. For an input without such attributes, `reading.rs` generates a tenth of the code.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Ident, Path};

use super::context::{Context, at_call_site};
use super::fields::{Struct, is_foreign, may_hold_decimals};
use super::forward::Forwarded;
use super::{amounts, defaults};
use crate::model::{Column, Default, Generated};

/// Derives that read no attributes of serde.
const OF_STD: [&str; 5] = ["Copy", "Eq", "Hash", "Ord", "PartialOrd"];

/// Attributes that say nothing to a derive.
const OF_THE_COMPILER: [&str; 8] =
    ["allow", "deny", "deprecated", "doc", "expect", "must_use", "non_exhaustive", "warn"];

/// Whether the program adds attributes of serde, which only its derive knows. Any attribute may be one under a condition.
pub(super) fn has_attributes(generated: &Generated) -> bool {
    has_attribute(generated, |path| path.is_ident("serde") || path.is_ident("cfg_attr"))
}

fn has_attribute(generated: &Generated, is: impl Fn(&Path) -> bool) -> bool {
    generated.attributes.iter().any(|attribute| is(attribute.path()))
}

/// Whether the type has serde's derive.
pub(super) fn is_used(context: &Context<'_>, generated: &Generated) -> bool {
    let is_of_std = |name: &Ident| OF_STD.iter().any(|known| name == known);
    let mut derives = generated.derives.iter().filter_map(|path| path.segments.last());
    // An attribute may be a derive, too.
    has_attribute(generated, |path| !OF_THE_COMPILER.iter().any(|known| path.is_ident(known)))
        || derives.any(|last| !is_of_std(&last.ident))
        || Forwarded::OpenApi.is_used(context)
}

/// The derive, and its attributes of the whole type.
pub(super) fn on_type(context: &Context<'_>, input: &Struct<'_>) -> TokenStream {
    if !is_used(context, input.generated) {
        return TokenStream::new();
    }
    let outside = &context.outside;
    let bounds =
        input.serde_bounds(&quote!(#outside::serde::Deserialize<'de>), |column| !column.access.internal);
    let serde = quote!(#outside::serde).to_string();
    quote! {
        #[derive(#outside::serde::Deserialize)]
        #[serde(crate = #serde, deny_unknown_fields, bound(deserialize = #bounds))]
    }
}

/// The attributes of a field of Create. Errors about the type have the span of the type.
pub(super) fn on_field_of_create(context: &Context<'_>, column: &Column) -> TokenStream {
    let generated = &context.resource.create;
    if !is_used(context, generated) {
        return TokenStream::new();
    }
    let span = at_call_site(column.inner.span());
    if column.invalid {
        let outside = &context.outside;
        let stub = quote!(#outside::stub).to_string();
        return quote_spanned!(span=> #[serde(skip, default = #stub)]);
    }
    let read = path(generated, column).map(|path| quote!(deserialize_with = #path,));
    let default = match &column.default {
        Some(Default::Trait) => Some(quote_spanned!(span=> default)),
        Some(Default::Expr(_)) => {
            let path = format!("{}::{}", generated.name, defaults::function(column));
            Some(quote_spanned!(span=> default = #path))
        }
        // serde's default for a field without `deserialize_with`.
        None if read.is_some() && column.nullable => Some(quote_spanned!(span=> default)),
        None => None,
    };
    let skip = column.access.internal.then(|| quote!(skip_deserializing,));
    if read.is_none() && default.is_none() {
        return TokenStream::new();
    }
    quote_spanned!(span=> #[serde(#read #skip #default)])
}

/// The attributes of a field of Update.
pub(super) fn on_field_of_update(context: &Context<'_>, column: &Column) -> TokenStream {
    on_optional_field(context, &context.resource.update, column)
}

/// The attributes of a field of Adjust.
pub(super) fn on_field_of_adjust(context: &Context<'_>, column: &Column) -> TokenStream {
    on_optional_field(context, &context.resource.adjust, column)
}

fn on_optional_field(context: &Context<'_>, generated: &Generated, column: &Column) -> TokenStream {
    if !is_used(context, generated) {
        return TokenStream::new();
    }
    if column.access.internal || column.invalid {
        return quote!(#[serde(skip)]);
    }
    let outside = &context.outside;
    let read = path(generated, column).unwrap_or_else(|| quote!(#outside::present).to_string());
    quote!(#[serde(default, deserialize_with = #read)])
}

/// The path of the function that reads a field, if it has one.
fn path(generated: &Generated, column: &Column) -> Option<String> {
    has_function(column).then(|| format!("{}::{}", generated.name, function(column)))
}

fn has_function(column: &Column) -> bool {
    may_hold_decimals(column) && !column.access.internal && !column.invalid
}

fn function(column: &Column) -> Ident {
    format_ident!("read_{}", column.field)
}

/// The functions that read fields which may contain decimals.
pub(super) fn functions(context: &Context<'_>) -> TokenStream {
    let (resource, private) = (context.resource, &context.private);
    let create = resource.parts.create.then(|| {
        let ty = |column: &Column| {
            let ty = &column.ty;
            (quote!(#ty), quote!(#private::ExactProbe::<#ty>::KIND))
        };
        of(context, &resource.create, |column| column.access.create, ty)
    });
    let update = resource.parts.update.then(|| {
        let ty = |column: &Column| {
            let ty = &column.ty;
            (quote!(#private::Option<#ty>), quote!(#private::Present(#private::ExactProbe::<#ty>::KIND)))
        };
        of(context, &resource.update, |column| column.access.update, ty)
    });
    let adjust = resource.parts.adjust.then(|| {
        let ty = |column: &Column| {
            let ty = amounts::amount(column);
            (quote!(#private::Option<#ty>), quote!(#private::Present(#private::ExactProbe::<#ty>::KIND)))
        };
        of(context, &resource.adjust, |column| column.adjust, ty)
    });
    quote!(#create #update #adjust)
}

fn of(
    context: &Context<'_>,
    generated: &Generated,
    is_field: impl Fn(&Column) -> bool,
    typed: impl Fn(&Column) -> (TokenStream, TokenStream),
) -> TokenStream {
    if !is_used(context, generated) {
        return TokenStream::new();
    }
    let columns = context.fields().map(|(_, column)| column);
    let functions = columns.filter(|column| is_field(column) && has_function(column)).map(|column| {
        let span = at_call_site(column.inner.span());
        let private = context.private_at(span);
        let (name, inner) = (function(column), &column.inner);
        let (ty, found) = typed(column);
        let bound =
            is_foreign(column).then(|| quote!(where for<'fin> #inner: #private::serde::Deserialize<'de>));
        quote_spanned! {span=>
            fn #name<'de, FinFrom: #private::serde::Deserializer<'de>>(
                from: FinFrom,
            ) -> #private::SerdeResult<#ty, FinFrom::Error>
            #bound
            {
                #private::Reading::read(#found, from)
            }
        }
    });
    let functions = functions.collect::<Vec<_>>();
    let name = &generated.name;
    quote!(#[automatically_derived] impl #name { #(#functions)* })
}
