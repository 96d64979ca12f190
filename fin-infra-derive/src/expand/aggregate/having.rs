//! The methods that select groups by a measure.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::super::context::Context;
use super::currencies::Currencies;
use super::measures::compared;
use crate::model::{Aggregate, Measure};

/// The method that selects groups by a measure, unless it is a key, by which rows are filtered.
pub(super) fn having(
    context: &Context<'_>,
    currencies: &Currencies,
    aggregate: &Aggregate,
) -> Option<TokenStream> {
    let outside = &context.outside;
    let Aggregate { column: ordinal, measure, method, .. } = aggregate;
    let column = &context.resource.columns[*ordinal];
    let value = compared(column, *measure)?;
    let function = match measure {
        Measure::Sum => "having_sum",
        Measure::Min => "having_min",
        Measure::Max => "having_max",
        Measure::CountDistinct => "having_count_distinct",
        Measure::Key | Measure::Period(_) => return None,
    };
    let (ty, function, money) =
        (&column.inner, format_ident!("{function}"), format_ident!("{function}_money"));
    let call = match measure {
        Measure::CountDistinct => quote!(#function),
        _ if column.is_amount() => quote!(#money),
        _ => quote!(#function::<#ty>),
    };
    let method = format_ident!("having_{method}");
    let docs = format!(
        "Selects groups by the measure `{}` of `{}`.",
        &method.to_string()["having_".len()..],
        column.name
    );
    let (bound, end) = (currencies.bound(outside, *ordinal), currencies.value(outside));
    Some(quote! {
        #[doc = #docs]
        #[must_use]
        pub fn #method(self, condition: impl #outside::IntoCondition<#value>) -> Self where #bound {
            Self(self.0.#call(#ordinal, #outside::IntoCondition::into_condition(condition)) #end)
        }
    })
}
