//! The methods that ask for a measure, and the types of measures.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned as _;

use super::super::amounts::amount;
use super::super::context::{Context, at_call_site};
use super::currencies::Currencies;
use crate::model::{Aggregate, Column, Kind, Measure, Money};

/// The methods that ask for a measure.
pub(super) fn method(context: &Context<'_>, currencies: &Currencies, aggregate: &Aggregate) -> TokenStream {
    let outside = &context.outside;
    let Aggregate { column: ordinal, measure, method, .. } = aggregate;
    let column = &context.resource.columns[*ordinal];
    let (ty, name) = (&column.inner, &column.name);
    let call = |function: &str| call(context, column, function);
    // The error for a type that cannot be computed with is shown on the type.
    let span = at_call_site(ty.span());
    let value = value(context, column, *measure);
    let asked = |docs: &str, parameters: TokenStream, body: TokenStream| {
        let end = returning(context, currencies, Some(aggregate), &value, &body);
        quote!(#[doc = #docs] #[must_use] pub fn #method(self #parameters) #end)
    };
    match measure {
        Measure::Sum => {
            let sum = asked(
                &format!("Adds up `{name}`, exactly. Nulls add nothing; the sum of nothing is zero."),
                quote!(),
                {
                    let sum = call("sum");
                    quote_spanned!(span=> self.0.#sum(#ordinal))
                },
            );
            let (average_method, average) = (aggregate.average(), average_of(context, column));
            let call = call("average");
            let body = quote_spanned!(span=> self.0.#call(#ordinal));
            let end = returning(context, currencies, Some(aggregate), &average, &body);
            let docs = format!(
                "The average of `{name}`, as the sum and the number of values, so that nothing is rounded."
            );
            quote!(#sum #[doc = #docs] #[must_use] pub fn #average_method(self) #end)
        }
        Measure::Min => {
            asked(&format!("Finds the smallest `{name}`; `None` if there is no value."), quote!(), {
                let min = call("min");
                quote_spanned!(span=> self.0.#min(#ordinal))
            })
        }
        Measure::Max => {
            asked(&format!("Finds the greatest `{name}`; `None` if there is no value."), quote!(), {
                let max = call("max");
                quote_spanned!(span=> self.0.#max(#ordinal))
            })
        }
        Measure::CountDistinct => asked(
            &format!("Counts the different values of `{name}`. Nulls do not count."),
            quote!(),
            quote!(self.0.count_distinct(#ordinal)),
        ),
        Measure::Key => asked(
            &format!("Groups the rows by `{name}`."),
            quote!(),
            match column.nullable {
                true => quote!(self.0.by_optional::<#ty>(#ordinal)),
                false => quote!(self.0.by::<#ty>(#ordinal)),
            },
        ),
        Measure::Period(unit) => {
            let (docs, unit) = (
                format!("Groups the rows by the {} of `{name}`. The value is its first day.", unit.name()),
                format_ident!("{}", format!("{unit:?}")),
            );
            let (parameters, zone) = match column.kind {
                Kind::Time => (
                    quote!(, zone: impl #outside::Into<#outside::TimeZone>),
                    quote!(#outside::Into::<#outside::TimeZone>::into(zone)),
                ),
                _ => (quote!(), quote!(#outside::LocalTime)),
            };
            let by = if column.nullable { quote!(by_optional_period) } else { quote!(by_period) };
            asked(
                &docs,
                parameters,
                quote_spanned!(span=> self.0.#by::<#ty, _>(#ordinal, #outside::Unit::#unit, #zone)),
            )
        }
    }
}

/// The type of a measure.
pub(in super::super) fn value(context: &Context<'_>, column: &Column, measure: Measure) -> TokenStream {
    let (outside, ty) = (&context.outside, column.value_type());
    let optional =
        |ty: TokenStream, is_optional| if is_optional { quote!(#outside::Option<#ty>) } else { ty };
    match measure {
        Measure::Sum => optional(amount(column), is_of_nullable_money(column)),
        Measure::Min | Measure::Max => optional(quote!(#ty), true),
        Measure::CountDistinct => quote!(u64),
        Measure::Key => optional(quote!(#ty), column.nullable),
        Measure::Period(_) => optional(quote!(#outside::NaiveDate), column.nullable),
    }
}

/// The type of the average of a column.
pub(in super::super) fn average_of(context: &Context<'_>, column: &Column) -> TokenStream {
    let (outside, amount) = (&context.outside, value(context, column, Measure::Sum));
    quote!(#outside::Average<#amount>)
}

/// Whether a group may have no currency, and then no sum.
fn is_of_nullable_money(column: &Column) -> bool {
    column.money == Some(Money::Amount) && column.nullable
}

/// The core's function for a measure of a column, with the type that it needs.
fn call(context: &Context<'_>, column: &Column, function: &str) -> TokenStream {
    let (ty, money) = (&column.inner, format_ident!("{function}_money"));
    let function = format_ident!("{function}");
    match (column.is_amount(), function == "sum" || function == "average") {
        (false, _) => quote!(#function::<#ty>),
        (true, true) => {
            let ty = value(context, column, Measure::Sum);
            quote!(#money::<#ty>)
        }
        (true, false) => quote!(#money),
    }
}

/// The type of the values that a measure is compared with, unless it is a key, by which rows are filtered.
pub(in super::super) fn compared(column: &Column, measure: Measure) -> Option<TokenStream> {
    let ty = column.value_type();
    match measure {
        Measure::Sum => Some(amount(column)),
        Measure::Min | Measure::Max => Some(quote!(#ty)),
        Measure::CountDistinct => Some(quote!(u64)),
        Measure::Key | Measure::Period(_) => None,
    }
}

/// The end of a method that adds a value of a type to the rows: one that is computed of a column, if it is given.
pub(super) fn returning(
    context: &Context<'_>,
    currencies: &Currencies,
    computed: Option<&Aggregate>,
    ty: &TokenStream,
    body: &TokenStream,
) -> TokenStream {
    let outside = &context.outside;
    let name = &context.resource.aggregate.name;
    let (arguments, bound) = match computed {
        Some(Aggregate { column, measure: Measure::Key, .. }) => {
            (currencies.grouped_by(outside, *column), None)
        }
        Some(Aggregate { column, .. }) => (currencies.parameters(), currencies.bound(outside, *column)),
        None => (currencies.parameters(), None),
    };
    let value = currencies.value(outside);
    quote! {
        -> #name<<FinRow as #outside::With<#ty>>::Row #arguments>
        where
            FinRow: #outside::With<#ty>,
            #bound
        {
            #name(#body #value)
        }
    }
}
