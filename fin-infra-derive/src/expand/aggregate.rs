//! `TransactionAggregate`: sums, counts, extremes and groups, and the order of the groups.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned as _;

use super::amounts::amount;
use super::context::{Context, at_call_site};
use crate::model::{Aggregate, Column, Generated, Kind, Measure};

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
    let (rows, undeclared, order) = (rows(context), undeclared(context), order(context));
    let count = returning(context, &quote!(u64), &quote!(self.0.count()));
    quote! {
        #[doc = #docs]
        #[derive(#outside::Clone, #outside::Debug #(, #derives)*)]
        #(#[#attributes])*
        #visibility struct #name<FinRow = ()>(#outside::Aggregate<#ident, FinRow>);
        #[allow(dead_code, reason = "a program computes what it needs")]
        impl #name {
            /// Computes nothing yet, of all live rows.
            #[must_use]
            pub fn new() -> Self {
                Self(#outside::Aggregate::new())
            }
        }
        #[allow(dead_code, non_snake_case, reason = "a program computes what it needs")]
        impl<FinRow> #name<FinRow> {
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

/// The end of a method that adds a value of a type to the rows.
fn returning(context: &Context<'_>, ty: &TokenStream, body: &TokenStream) -> TokenStream {
    let outside = &context.outside;
    let name = &context.resource.aggregate.name;
    quote! {
        -> #name<<FinRow as #outside::With<#ty>>::Row>
        where
            FinRow: #outside::With<#ty>,
        {
            #name(#body)
        }
    }
}

/// The methods that ask for a measure.
fn method(context: &Context<'_>, aggregate: &Aggregate) -> TokenStream {
    let outside = &context.outside;
    let Aggregate { column: ordinal, measure, method, .. } = aggregate;
    let column = &context.resource.columns[*ordinal];
    let (ty, name) = (&column.inner, &column.name);
    // The error for a type that cannot be computed with is shown on the type.
    let span = at_call_site(ty.span());
    let optional = |ty: &TokenStream, is_optional| match is_optional {
        true => quote!(#outside::Option<#ty>),
        false => ty.clone(),
    };
    let asked = |docs: &str, parameters: TokenStream, ty: TokenStream, body: TokenStream| {
        let end = returning(context, &ty, &body);
        quote!(#[doc = #docs] #[must_use] pub fn #method(self #parameters) #end)
    };
    match measure {
        Measure::Sum => {
            let amount = amount(column);
            let sum = asked(
                &format!("Adds up `{name}`, exactly. Nulls add nothing; the sum of nothing is zero."),
                quote!(),
                amount.clone(),
                quote_spanned!(span=> self.0.sum::<#ty>(#ordinal)),
            );
            let average_method =
                format_ident!("average_{}", &method.to_string()["sum_".len()..], span = method.span());
            let average = quote!(#outside::Average<#amount>);
            let end = returning(context, &average, &quote_spanned!(span=> self.0.average::<#ty>(#ordinal)));
            let docs = format!(
                "The average of `{name}`, as the sum and the number of values, so that nothing is rounded."
            );
            quote!(#sum #[doc = #docs] #[must_use] pub fn #average_method(self) #end)
        }
        Measure::Min => asked(
            &format!("Finds the smallest `{name}`; `None` if there is no value."),
            quote!(),
            optional(&quote!(#ty), true),
            quote_spanned!(span=> self.0.min::<#ty>(#ordinal)),
        ),
        Measure::Max => asked(
            &format!("Finds the greatest `{name}`; `None` if there is no value."),
            quote!(),
            optional(&quote!(#ty), true),
            quote_spanned!(span=> self.0.max::<#ty>(#ordinal)),
        ),
        Measure::CountDistinct => asked(
            &format!("Counts the different values of `{name}`. Nulls do not count."),
            quote!(),
            quote!(u64),
            quote!(self.0.count_distinct(#ordinal)),
        ),
        Measure::Key => asked(
            &format!("Groups the rows by `{name}`."),
            quote!(),
            optional(&quote!(#ty), column.nullable),
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
                optional(&quote!(#outside::NaiveDate), column.nullable),
                quote_spanned!(span=> self.0.#by::<#ty, _>(#ordinal, #outside::Unit::#unit, #zone)),
            )
        }
    }
}

/// The method that selects groups by a measure, unless it is a key, by which rows are filtered.
fn having(context: &Context<'_>, aggregate: &Aggregate) -> Option<TokenStream> {
    let outside = &context.outside;
    let Aggregate { column: ordinal, measure, method, .. } = aggregate;
    let column = &context.resource.columns[*ordinal];
    let ty = &column.inner;
    let (value, call) = match measure {
        Measure::Sum => (amount(column), quote!(having_sum::<#ty>)),
        Measure::Min => (quote!(#ty), quote!(having_min::<#ty>)),
        Measure::Max => (quote!(#ty), quote!(having_max::<#ty>)),
        Measure::CountDistinct => (quote!(u64), quote!(having_count_distinct)),
        Measure::Key | Measure::Period(_) => return None,
    };
    let method = format_ident!("having_{method}");
    let docs = format!(
        "Selects groups by the measure `{}` of `{}`.",
        &method.to_string()["having_".len()..],
        column.name
    );
    Some(quote! {
        #[doc = #docs]
        #[must_use]
        pub fn #method(self, condition: impl #outside::IntoCondition<#value>) -> Self {
            Self(self.0.#call(#ordinal, #outside::IntoCondition::into_condition(condition)))
        }
    })
}

/// The methods that choose rows, groups and pages.
fn rows(context: &Context<'_>) -> TokenStream {
    let Context { core, outside, resource, .. } = context;
    let (filter, order) = (&resource.filter.name, &resource.aggregate_order);
    let search = resource.searchable.then(|| {
        quote! {
            /// Computes with the rows that contain this text in one of the columns of `search`.
            #[must_use]
            pub fn search(self, text: impl #outside::Into<#outside::String>) -> Self {
                Self(self.0.search(text))
            }
        }
    });
    quote! {
        /// Computes with the rows that meet all conditions of the filter, and of each earlier filter.
        #[must_use]
        pub fn filter(self, filter: #filter) -> Self {
            Self(self.0.filter(filter))
        }
        #search
        /// Selects groups by the number of their rows. Groups have to meet all conditions.
        #[must_use]
        pub fn having_count(self, condition: impl #outside::IntoCondition<u64>) -> Self {
            Self(self.0.having_count(#outside::IntoCondition::into_condition(condition)))
        }
        /// Sets the order of the groups. Groups that are equal in it are ordered by what they have in common.
        #[must_use]
        pub fn order_by(self, order: impl #outside::Into<#core::query::OrderBy<#order>>) -> Self {
            Self(self.0.order_by(order))
        }
        /// Selects a page by its number, counted from one. It needs a page size.
        #[must_use]
        pub fn page(self, number: u32) -> Self {
            Self(self.0.page(number))
        }
        /// Sets how many groups are returned at most, from 1 to 10,000.
        #[must_use]
        pub fn page_size(self, size: u32) -> Self {
            Self(self.0.page_size(size))
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

/// `TransactionAggregateOrder`.
fn order(context: &Context<'_>) -> TokenStream {
    let Context { core, outside, ident, resource, .. } = context;
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
        impl #name {
            /// Ascending.
            #[must_use]
            pub fn asc(self) -> #core::query::Ordering<Self> {
                #outside::ascending(self)
            }
            /// Descending.
            #[must_use]
            pub fn desc(self) -> #core::query::Ordering<Self> {
                #outside::descending(self)
            }
        }
    }
}

pub(super) fn implementations(context: &Context<'_>) -> TokenStream {
    let Context { private, ident, resource, .. } = context;
    if !resource.parts.aggregate {
        return TokenStream::new();
    }
    let (name, order) = (&resource.aggregate.name, &resource.aggregate_order);
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
        impl #private::Default for #name {
            fn default() -> Self {
                Self::new()
            }
        }
        #[automatically_derived]
        impl<FinRow: #private::AggregateRow> #private::IntoAggregate<#ident> for #name<FinRow> {
            type Row = FinRow;
            fn into_aggregate(self) -> #private::Aggregate<#ident, FinRow> {
                self.0
            }
        }
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
