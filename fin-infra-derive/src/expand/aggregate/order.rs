//! `TransactionAggregateOrder`: what groups can be ordered by.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::super::context::Context;
use super::super::order::directions;
use crate::model::{Aggregate, Column, Measure};

/// The type.
pub(super) fn order(context: &Context<'_>) -> TokenStream {
    let Context { outside, ident, resource, .. } = context;
    let (name, visibility) = (&resource.aggregate_order, &resource.visibility);
    let variants = resource.aggregates.iter().map(|aggregate| &aggregate.variant);
    let described = |aggregate: &Aggregate| {
        let Column { name, .. } = &resource.columns[aggregate.column];
        match aggregate.measure {
            Measure::Key => format!("By `{name}`, by which the rows are grouped."),
            Measure::Period(unit) => {
                format!("By the {} of `{name}`, by which the rows are grouped.", unit.name())
            }
            _ => format!("By what `{}` returns.", aggregate.method),
        }
    };
    let docs = resource.aggregates.iter().map(described);
    let directions = directions(context, name);
    let order_docs = format!("What groups of [`{ident}`] can be ordered by.");
    quote! {
        #[doc = #order_docs]
        #[derive(#outside::Clone, #outside::Copy, #outside::Debug, #outside::PartialEq, #outside::Eq)]
        #[allow(dead_code, reason = "a program uses the orders that it needs")]
        #visibility enum #name {
            /// By the number of rows.
            Count,
            #(#[doc = #docs] #variants),*
        }
        #directions
    }
}

/// `impl AggregateColumn`.
pub(super) fn implementation(context: &Context<'_>) -> TokenStream {
    let Context { private, resource, .. } = context;
    let order = &resource.aggregate_order;
    let variants = resource.aggregates.iter().map(|aggregate| &aggregate.variant);
    let sorts = resource.aggregates.iter().map(|Aggregate { column, measure, .. }| match measure {
        Measure::Sum => quote!(Sum(#column)),
        Measure::Min => quote!(Least(#column)),
        Measure::Max => quote!(Greatest(#column)),
        Measure::CountDistinct => quote!(CountDistinct(#column)),
        Measure::Key => quote!(Key(#column, #private::None)),
        Measure::Period(unit) => {
            let unit = format_ident!("{}", format!("{unit:?}"));
            quote!(Key(#column, #private::Some(#private::Unit::#unit)))
        }
    });
    quote! {
        #[automatically_derived]
        impl #private::AggregateColumn for #order {
            fn sort(self) -> #private::Sort {
                match self {
                    Self::Count => #private::Sort::Count,
                    #(Self::#variants => #private::Sort::#sorts),*
                }
            }
        }
    }
}
