//! `TransactionAggregate`: sums, counts, extremes and groups, and the order of the groups.

mod currencies;
mod having;
mod measures;
mod order;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use self::currencies::Currencies;
use self::having::having;
pub(super) use self::measures::{average_of, compared, value};
use self::measures::{method, returning};
use super::context::Context;
use crate::model::{Generated, Kind};

pub(super) fn types(context: &Context<'_>) -> TokenStream {
    let Context { outside, ident, resource, .. } = context;
    if !resource.parts.aggregate {
        return TokenStream::new();
    }
    let Generated { name, derives, attributes, .. } = &resource.aggregate;
    let visibility = &resource.visibility;
    let docs = format!(
        "What is computed from the rows of [`{ident}`]: each method adds a value to the rows that are returned, which are \
         tuples in the order of the calls.\n\nIt is passed to `{ident}`'s repository: `aggregate(..)`."
    );
    let currencies = &Currencies::new(context);
    let methods = resource.aggregates.iter().map(|aggregate| method(context, currencies, aggregate));
    let having = resource.aggregates.iter().filter_map(|aggregate| having(context, currencies, aggregate));
    let (rows, undeclared) = (rows(context, currencies), undeclared(context));
    let order = order::order(context);
    let count = returning(context, currencies, None, &quote!(u64), &quote!(self.0.count()));
    let (defaults, parameters) = (currencies.with_defaults(outside), currencies.parameters());
    let (field, value) = (currencies.field(outside), currencies.value(outside));
    quote! {
        #[doc = #docs]
        #[derive(#outside::Clone, #outside::Debug #(, #derives)*)]
        #(#[#attributes])*
        #visibility struct #name<FinRow = () #defaults>(#outside::Aggregate<#ident, FinRow> #field);
        #[allow(dead_code, reason = "a program computes what it needs")]
        impl #name {
            /// Computes nothing yet, of all live rows.
            #[must_use]
            pub fn new() -> Self {
                Self(#outside::Aggregate::new() #value)
            }
        }
        #[allow(dead_code, non_snake_case, reason = "a program computes what it needs")]
        impl<FinRow #parameters> #name<FinRow #parameters> {
            /// Counts the rows of each group.
            #[must_use]
            pub fn count(self) #count
            #(#methods)*
            #rows
            #(#having)*
            #(#undeclared)*
        }
        #order
    }
}

/// The type, of an aggregate without types.
pub(super) fn of_untyped(context: &Context<'_>) -> TokenStream {
    let (private, name) = (&context.private, &context.resource.aggregate.name);
    let currencies = Currencies::new(context);
    let (arguments, value) = (currencies.all_grouped(private), currencies.value(private));
    let parameters = arguments.map(|arguments| quote!(::<_ #arguments>));
    quote!(#name #parameters (aggregate #value))
}

/// The methods that choose rows, groups and pages.
fn rows(context: &Context<'_>, currencies: &Currencies) -> TokenStream {
    let Context { core, outside, resource, .. } = context;
    let (filter, order) = (&resource.filter.name, &resource.aggregate_order);
    let end = currencies.value(outside);
    let search = resource.searchable.then(|| {
        quote! {
            /// Computes with the rows that contain this text in one of the columns of `search`.
            #[must_use]
            pub fn search(self, text: impl #outside::Into<#outside::String>) -> Self {
                Self(self.0.search(text) #end)
            }
        }
    });
    quote! {
        /// Computes with the rows that meet all conditions of the filter, and of each earlier filter.
        #[must_use]
        pub fn filter(self, filter: #filter) -> Self {
            Self(self.0.filter(filter) #end)
        }
        #search
        /// Selects groups by the number of their rows. Groups have to meet all conditions.
        #[must_use]
        pub fn having_count(self, condition: impl #outside::IntoCondition<u64>) -> Self {
            Self(self.0.having_count(#outside::IntoCondition::into_condition(condition)) #end)
        }
        /// Sets the order of the groups. Groups that are equal in it are ordered by what they have in common.
        #[must_use]
        pub fn order_by(self, order: impl #outside::Into<#core::query::OrderBy<#order>>) -> Self {
            Self(self.0.order_by(order) #end)
        }
        /// Selects a page by its number, counted from one. It needs a page size.
        #[must_use]
        pub fn page(self, number: u32) -> Self {
            Self(self.0.page(number) #end)
        }
        /// Sets how many groups are returned at most, from 1 to 10,000.
        #[must_use]
        pub fn page_size(self, size: u32) -> Self {
            Self(self.0.page_size(size) #end)
        }
    }
}

/// Stubs for the columns that are not declared, so that their use is an error that shows how to declare them.
fn undeclared(context: &Context<'_>) -> Vec<TokenStream> {
    let outside = &context.outside;
    let aggregates = &context.resource.aggregates;
    let columns = context.columns().filter(|(_, column)| column.can_be_listed());
    let stubs = columns.flat_map(|(_, column)| {
        let field = syn::ext::IdentExt::unraw(&column.field);
        let is_number = matches!(column.kind, Kind::Decimal { .. } | Kind::Integer);
        let sum = is_number.then(|| (format_ident!("sum_{field}"), format_ident!("SumDeclared")));
        sum.into_iter().chain([(format_ident!("by_{field}"), format_ident!("GroupDeclared"))])
    });
    let free = stubs.filter(|(method, _)| aggregates.iter().all(|aggregate| aggregate.method != *method));
    free.map(|(method, bound)| {
        quote! {
            #[doc(hidden)]
            #[must_use]
            pub fn #method(self) -> Self
            where
                for<'fin> Self: #outside::#bound,
            {
                self
            }
        }
    })
    .collect()
}

pub(super) fn implementations(context: &Context<'_>) -> TokenStream {
    let Context { private, ident, resource, .. } = context;
    if !resource.parts.aggregate {
        return TokenStream::new();
    }
    let (name, order) = (&resource.aggregate.name, order::implementation(context));
    let parameters = Currencies::new(context).parameters();
    quote! {
        #[automatically_derived]
        impl #private::Default for #name {
            fn default() -> Self {
                Self::new()
            }
        }
        #[automatically_derived]
        impl<FinRow: #private::AggregateRow #parameters> #private::IntoAggregate<#ident> for #name<FinRow #parameters> {
            type Row = FinRow;
            fn into_aggregate(self) -> #private::Aggregate<#ident, FinRow> {
                self.0
            }
        }
        #order
    }
}
