//! The description of the table.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::ext::IdentExt as _;

use super::context::Context;
use super::money;
use super::relations::parent_name;
use crate::model::{
    BelongsTo, Check, Column, Distribution, Index, IndexedRows, Kind, LAST_NUMBER, Literal, Role, Unique,
};
use crate::sql::{self, Database};

/// `static FIN_TABLE`.
pub(super) fn table(context: &Context<'_>) -> TokenStream {
    let Context { private, resource, .. } = context;
    let schema = quote!(#private::schema);
    let (name, rls) = (&resource.table, resource.rls);
    let distribution = distribution(context);
    let columns = context.columns().map(|(ordinal, column)| self::column(context, ordinal, column));
    let role = |role| option(context, resource.columns.iter().position(|column| column.role == role));
    let [tenant, deleted_at, version, updated_at] =
        [Role::Tenant, Role::DeletedAt, Role::Version, Role::UpdatedAt].map(role);
    let search = context.columns().filter(|(_, column)| column.search).map(|(ordinal, _)| ordinal);
    let (uniques, indexes, foreign_keys) = (uniques(context), indexes(context), foreign_keys(context));
    let checks = resource.checks.iter().map(|check| self::check(context, check));
    let (counter, numbering) = numbering(context).unzip();
    let numbering = option(context, numbering);
    quote! {
        #counter
        static FIN_TABLE: #schema::Table = #schema::Table {
            name: #name,
            columns: &[#(#columns),*],
            id: 0,
            tenant: #tenant,
            rls: #rls,
            distribution: #distribution,
            deleted_at: #deleted_at,
            version: #version,
            updated_at: #updated_at,
            search: &[#(#search),*],
            uniques: &[#(#uniques),*],
            indexes: &[#(#indexes),*],
            foreign_keys: &[#(#foreign_keys),*],
            checks: &[#(#checks),*],
            numbering: #numbering,
        };
    }
}

fn distribution(context: &Context<'_>) -> TokenStream {
    let Context { private, resource, .. } = context;
    let citus = |Distribution::Citus| quote!(#private::schema::Distribution::Citus);
    option(context, resource.distribution.map(citus))
}

/// The table of the counters, and how it numbers the rows.
fn numbering(context: &Context<'_>) -> Option<(TokenStream, TokenStream)> {
    let Context { private, resource, .. } = context;
    let (name, tenant) = (resource.counter.as_ref()?, column(context, 0, resource.tenant()?));
    let ordinal = |role| resource.columns.iter().position(|column| column.role == role);
    let (tenant_ordinal, number) = (ordinal(Role::Tenant)?, ordinal(Role::Number)?);
    let (rls, distribution) = (resource.rls, distribution(context));
    let counter = quote! {
        static FIN_COUNTER: #private::schema::Table =
            #private::counter(#name, &[#tenant, #private::field(#LAST_NUMBER)], #rls, #distribution);
    };
    let numbering = quote! {
        #private::schema::Numbering { tenant: #tenant_ordinal, column: #number, counter: &FIN_COUNTER }
    };
    Some((counter, numbering))
}

fn uniques(context: &Context<'_>) -> Vec<TokenStream> {
    let private = &context.private;
    let uniques = context.resource.uniques.iter();
    uniques
        .map(|Unique { name, columns, ignore_case }| {
            quote!(#private::unique(#name, &[#(#columns),*], #ignore_case))
        })
        .collect()
}

fn indexes(context: &Context<'_>) -> Vec<TokenStream> {
    let private = &context.private;
    let index = |Index { name, columns, rows }| {
        let rows = match rows {
            IndexedRows::Live => quote!(Live),
            IndexedRows::Deleted => quote!(Deleted),
            IndexedRows::All => quote!(All),
        };
        quote!(#private::index(#private::#rows, #name, &[#(#columns),*]))
    };
    context.resource.all_indexes().into_iter().map(index).collect()
}

fn foreign_keys(context: &Context<'_>) -> Vec<TokenStream> {
    let foreign_key = |(ordinal, column): (usize, &Column)| {
        let BelongsTo { name, parent } = column.belongs_to.as_ref()?;
        let parent = parent_name(ordinal, parent);
        let span = parent.span();
        let (unspanned, private) = (&context.private, context.private_at(span));
        Some(quote_spanned! {span=>
            #unspanned::schema::ForeignKey {
                name: #name,
                column: #ordinal,
                parent: || <#parent as #private::Resource>::TABLE,
            }
        })
    };
    context.columns().filter_map(foreign_key).collect()
}

fn option<T: quote::ToTokens>(context: &Context<'_>, value: Option<T>) -> TokenStream {
    let private = &context.private;
    value.map_or_else(|| quote!(#private::None), |value| quote!(#private::Some(#value)))
}

fn column(context: &Context<'_>, ordinal: usize, column: &Column) -> TokenStream {
    let private = &context.private;
    let (name, field) = (&column.name, column.field.unraw().to_string());
    let fixed =
        !column.access.update && !matches!(column.role, Role::UpdatedAt | Role::Version | Role::DeletedAt);
    let flags = [
        (column.nullable, quote!(nullable())),
        (fixed, quote!(fixed())),
        (column.filter, quote!(filter())),
        (column.order, quote!(order())),
    ];
    let folded = column.folded.as_ref().map(|folded| {
        let (name, renamed_from) = (&folded.name, option(context, folded.renamed_from.as_ref()));
        quote!(folded(#name, #renamed_from))
    });
    let renamed_from = column.renamed_from.as_ref().map(|name| quote!(renamed_from(#name)));
    let default = column.literal().map(|literal| {
        let literal = self::literal(context, &literal);
        quote!(default(#literal))
    });
    let flags = flags.into_iter().filter(|(is_set, _)| *is_set).map(|(_, flag)| flag);
    let named = (*name != field).then(|| quote!(named(#name)));
    let traits = named
        .into_iter()
        .chain(flags)
        .chain(limits(&column.kind))
        .chain(folded)
        .chain(renamed_from)
        .chain(default)
        .chain(money::described(context, ordinal, column));
    quote!(#private::field(#field) #(.#traits)*)
}

fn literal(context: &Context<'_>, literal: &Literal) -> TokenStream {
    let private = &context.private;
    match literal {
        Literal::Bool(value) => quote!(#private::schema::Literal::Bool(#value)),
        Literal::Integer(value) => quote!(#private::schema::Literal::Integer(#value)),
        Literal::Decimal(digits) => quote!(#private::schema::Literal::Decimal(#digits)),
        Literal::Text(text) => quote!(#private::schema::Literal::Text(#text)),
    }
}

fn limits(kind: &Kind) -> Option<TokenStream> {
    match kind {
        Kind::Text { max: Some(max) } | Kind::Bytes { max: Some(max) } | Kind::Other { max: Some(max) } => {
            Some(quote!(length(#max)))
        }
        Kind::Decimal { precision, scale } => Some(quote!(digits(#precision, #scale))),
        Kind::Json => Some(quote!(json())),
        _ => None,
    }
}

fn check(context: &Context<'_>, check: &Check) -> TokenStream {
    let private = &context.private;
    let (name, rule) = (&check.name, &check.source);
    let [sqlite, postgres, mysql] = [Database::Sqlite, Database::Postgres, Database::MySql]
        .map(|database| sql::check(context.resource, database, check));
    quote! {
        #private::schema::Check {
            name: #name,
            rule: #rule,
            sql: #private::schema::Dialects { sqlite: #sqlite, postgres: #postgres, mysql: #mysql },
        }
    }
}
