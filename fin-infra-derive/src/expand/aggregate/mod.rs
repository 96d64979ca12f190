//! `TransactionAggregate`: sums, counts, extremes and groups, and the order of the groups.

mod currencies;
mod order;

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned as _;

use self::currencies::Currencies;
use super::amounts::amount;
use super::context::{Context, at_call_site};
use crate::model::{Aggregate, Column, Generated, Kind, Measure, Money};

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
    let methods = resource.aggregates.iter().map(|aggregate| method(context, aggregate));
    let having = resource.aggregates.iter().filter_map(|aggregate| having(context, aggregate));
    let (rows, undeclared, order) = (rows(context), undeclared(context), order::order(context));
    let count = returning(context, None, &quote!(u64), &quote!(self.0.count()));
    let currencies = Currencies::new(context);
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

/// The end of a method that adds a value of a type to the rows: one that is computed of a column, if it is given.
fn returning(
    context: &Context<'_>,
    computed: Option<&Aggregate>,
    ty: &TokenStream,
    body: &TokenStream,
) -> TokenStream {
    let outside = &context.outside;
    let name = &context.resource.aggregate.name;
    let currencies = Currencies::new(context);
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

/// The methods that ask for a measure.
fn method(context: &Context<'_>, aggregate: &Aggregate) -> TokenStream {
    let outside = &context.outside;
    let Aggregate { column: ordinal, measure, method, .. } = aggregate;
    let column = &context.resource.columns[*ordinal];
    let (ty, name) = (&column.inner, &column.name);
    let call = |function: &str| call(context, column, function);
    // The error for a type that cannot be computed with is shown on the type.
    let span = at_call_site(ty.span());
    let value = value(context, column, *measure);
    let asked = |docs: &str, parameters: TokenStream, body: TokenStream| {
        let end = returning(context, Some(aggregate), &value, &body);
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
            let end = returning(context, Some(aggregate), &average, &body);
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
pub(super) fn value(context: &Context<'_>, column: &Column, measure: Measure) -> TokenStream {
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
pub(super) fn average_of(context: &Context<'_>, column: &Column) -> TokenStream {
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
pub(super) fn compared(column: &Column, measure: Measure) -> Option<TokenStream> {
    let ty = column.value_type();
    match measure {
        Measure::Sum => Some(amount(column)),
        Measure::Min | Measure::Max => Some(quote!(#ty)),
        Measure::CountDistinct => Some(quote!(u64)),
        Measure::Key | Measure::Period(_) => None,
    }
}

/// The method that selects groups by a measure, unless it is a key, by which rows are filtered.
fn having(context: &Context<'_>, aggregate: &Aggregate) -> Option<TokenStream> {
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
    let currencies = Currencies::new(context);
    let (bound, end) = (currencies.bound(outside, *ordinal), currencies.value(outside));
    Some(quote! {
        #[doc = #docs]
        #[must_use]
        pub fn #method(self, condition: impl #outside::IntoCondition<#value>) -> Self where #bound {
            Self(self.0.#call(#ordinal, #outside::IntoCondition::into_condition(condition)) #end)
        }
    })
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
fn rows(context: &Context<'_>) -> TokenStream {
    let Context { core, outside, resource, .. } = context;
    let (filter, order) = (&resource.filter.name, &resource.aggregate_order);
    let end = Currencies::new(context).value(outside);
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
