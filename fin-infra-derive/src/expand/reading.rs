//! How `BudgetCreate`, `BudgetUpdate` and `BudgetAdjust` are read: which fields an object has, and how each value is read.
//!
//! Only the compiler knows whether a type contains decimals, because it can have any name. So the generated code selects
//! the reader of such a value by a probe.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::ext::IdentExt as _;
use syn::spanned::Spanned as _;
use syn::{Ident, Index};

use super::context::{Context, at_call_site};
use super::defaults::is_required;
use super::fields::{is_foreign, may_hold_decimals};
use super::{amounts, by_serde, defaults};
use crate::model::{Column, Generated};

/// What the inputs implement to be read.
pub(super) fn inputs(context: &Context<'_>) -> TokenStream {
    let resource = context.resource;
    let create = resource.parts.create.then(|| of_create(context));
    let update = resource.parts.update.then(|| of_update(context));
    let adjust = resource.parts.adjust.then(|| of_adjust(context));
    quote!(#create #update #adjust)
}

/// The values of Create are collected, since its fields have no value before they are read.
fn of_create(context: &Context<'_>) -> TokenStream {
    let Context { private, resource, .. } = context;
    let created = || context.fields().map(|(_, column)| column).filter(|column| column.access.create);
    let given = created().filter(|column| is_given(column)).collect::<Vec<_>>();
    let values = given.iter().map(|_| quote!(#private::None));
    let fields = created().map(|column| {
        let field = &column.field;
        let ordinal = given.iter().position(|other| other.field == *field).map(Index::from);
        let value = match ordinal {
            // The struct has an error: only a default can replace what an object never has.
            None if column.invalid || is_required(column) => quote!(#private::stub()),
            None => defaults::value(&context.private, column),
            Some(ordinal) if is_required(column) => quote!(from.given(#ordinal, to.#ordinal)?),
            Some(ordinal) if column.default.is_none() => quote!(to.#ordinal.flatten()),
            Some(ordinal) => {
                let default = defaults::value(&context.private, column);
                quote!(to.#ordinal.unwrap_or_else(|| #default))
            }
        };
        quote!(#field: #value)
    });
    let fields = fields.collect::<Vec<_>>();
    let required = given.iter().enumerate().filter(|(_, column)| is_required(column));
    let input = Input {
        generated: &resource.create,
        required: required.map(|(ordinal, _)| Index::from(ordinal)).collect(),
        start: quote!((#(#values,)*)),
        places: (0..given.len()).map(Index::from).map(|ordinal| quote!(to.#ordinal)).collect(),
        result: quote!(Self { #(#fields),* }),
        given,
    };
    input.tokens(context)
}

/// Every field of Update is an `Option` already.
fn of_update(context: &Context<'_>) -> TokenStream {
    let columns = context.fields().map(|(_, column)| column).filter(|column| column.access.update);
    of_options(context, &context.resource.update, columns)
}

/// So is every field of Adjust.
fn of_adjust(context: &Context<'_>) -> TokenStream {
    let columns = amounts::columns(context).map(|(_, column)| column);
    of_options(context, &context.resource.adjust, columns)
}

fn of_options<'a>(
    context: &Context<'a>,
    generated: &'a Generated,
    columns: impl Iterator<Item = &'a Column>,
) -> TokenStream {
    let private = &context.private;
    let given = columns.filter(|column| is_given(column)).collect::<Vec<_>>();
    let places = given.iter().map(|column| {
        let field = &column.field;
        quote!(to.#field)
    });
    let input = Input {
        generated,
        required: Vec::new(),
        start: quote!(<Self as #private::Default>::default()),
        result: quote!(to),
        places: places.collect(),
        given,
    };
    input.tokens(context)
}

/// Whether an object may have the column.
fn is_given(column: &Column) -> bool {
    !column.access.internal && !column.invalid
}

struct Input<'a> {
    generated: &'a Generated,
    given: Vec<&'a Column>,
    /// The ordinals of required columns.
    required: Vec<Index>,
    /// Where the values are put.
    start: TokenStream,
    places: Vec<TokenStream>,
    result: TokenStream,
}

impl Input<'_> {
    fn tokens(&self, context: &Context<'_>) -> TokenStream {
        let private = &context.private;
        let Self { generated, required, start, result, .. } = self;
        // The attributes apply to serde's derive only.
        if by_serde::has_attributes(generated) {
            return TokenStream::new();
        }
        let name = &generated.name;
        let text = name.unraw().to_string();
        let names = self.given.iter().map(|column| column.field.unraw().to_string());
        let required =
            (!required.is_empty()).then(|| quote!(const REQUIRED: &'static [usize] = &[#(#required),*];));
        let values = self.values(context);
        let bounds = self.bounds(context);
        let deserialize =
            (!by_serde::is_used(context, generated)).then(|| deserialize(context, name, &bounds));
        quote! {
            #[automatically_derived]
            impl #private::InputFields for #name {
                const NAME: &'static str = #text;
                const FIELDS: &'static [&'static str] = &[#(#names),*];
                #required
            }
            #[automatically_derived]
            impl<'de> #private::FromFields<'de> for #name where #(#bounds),* {
                fn read<FinFields: #private::Fields<'de>>(
                    from: &mut FinFields,
                ) -> #private::SerdeResult<Self, FinFields::Error> {
                    let mut to = #start;
                    while let #private::Some(ordinal) = from.next_field()? {
                        match ordinal { #(#values,)* _ => {} }
                    }
                    #private::Ok(#result)
                }
            }
            #deserialize
        }
    }

    /// One arm for each field.
    fn values(&self, context: &Context<'_>) -> Vec<TokenStream> {
        let columns = self.given.iter().zip(&self.places).enumerate();
        columns
            .map(|(ordinal, (column, place))| {
                let (ordinal, span) = (Index::from(ordinal), at_call_site(column.inner.span()));
                let (private, ty) = (context.private_at(span), column.value_type());
                let probe = quote_spanned!(span=> #private::ExactProbe::<#ty>::KIND);
                match (may_hold_decimals(column), column.nullable) {
                    (false, false) => quote_spanned!(span=> #ordinal => from.value(&mut #place)?),
                    (false, true) => quote_spanned!(span=> #ordinal => from.nullable(&mut #place)?),
                    (true, false) => quote_spanned!(span=> #ordinal => from.value_by(#probe, &mut #place)?),
                    (true, true) => quote_spanned!(span=> #ordinal => from.nullable_by(#probe, &mut #place)?),
                }
            })
            .collect()
    }

    /// Bounds that types unknown to the derive can be read.
    fn bounds(&self, context: &Context<'_>) -> Vec<TokenStream> {
        let private = &context.private;
        let foreign = self.given.iter().filter(|column| is_foreign(column));
        foreign
            .map(|column| {
                let ty = &column.inner;
                quote!(for<'fin> #ty: #private::serde::Deserialize<'de>)
            })
            .collect()
    }
}

fn deserialize(context: &Context<'_>, name: &Ident, bounds: &[TokenStream]) -> TokenStream {
    let private = &context.private;
    quote! {
        #[automatically_derived]
        impl<'de> #private::serde::Deserialize<'de> for #name where #(#bounds),* {
            fn deserialize<FinFrom: #private::serde::Deserializer<'de>>(
                from: FinFrom,
            ) -> #private::SerdeResult<Self, FinFrom::Error> {
                #private::from_object(from)
            }
        }
    }
}
