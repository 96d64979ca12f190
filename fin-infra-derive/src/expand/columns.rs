//! The columns: their types, their storage in each medium, and a check that every store supports them.

use std::collections::HashSet;

use proc_macro2::TokenStream;
use quote::{ToTokens as _, format_ident, quote, quote_spanned};
use syn::Ident;
use syn::spanned::Spanned as _;

use super::context::{Context, at_call_site};
use super::statements::statements;
use crate::model::{Backends, Column, Kind};
use crate::sql;

/// The names of a database in generated code.
struct Database {
    /// The macro that keeps its code if the core was built with the database.
    keep: Ident,
    name: Ident,
    /// The probe that finds the storage of a type.
    probe: Ident,
    /// Whether the resource is generated for the database.
    wanted: bool,
    sql: sql::Database,
}

/// The struct of columns, which is generic over the medium, its constant for each medium, and the check of each type.
pub(super) fn columns(context: &Context<'_>) -> TokenStream {
    let Context { private, ident, resource, .. } = context;
    let fields = resource.columns.iter().map(|column| &column.field);
    let types = resource.columns.iter().map(|column| &column.inner);
    let names = resource.columns.iter().map(|column| &column.field);
    let count = resource.columns.len();
    let databases = databases(resource.backends).map(|Database { keep, name, probe, wanted, sql }| {
        let statements = wanted.then(|| {
            let statements = statements(context, sql);
            quote! {
                const STATEMENTS: #private::Option<&'static #private::Statements> = #private::Some(&#statements);
            }
        });
        let values = values(context, |column| wanted.then(|| database_probe(context, column, &probe)));
        let supported = wanted.then(|| quote!(impl #private::SqlResource<#private::#name> for #ident {}));
        quote! {
            #private::#keep! {
                #[automatically_derived]
                impl #private::StoredIn<#private::#name> for #ident {
                    const COLUMNS: &'static FinColumns<#private::#name> = &FinColumns { #values };
                    const ALL: &'static [&'static dyn #private::AnyColumn<#private::#name>] = &Self::COLUMNS.all();
                    const SUPPORTED: bool = #wanted;
                    #statements
                }
                #supported
            }
        }
    });
    let in_memory = values(context, |column| Some(memory_probe(context, column)));
    let memory = resource.backends.memory;
    let memory_resource = memory.then(|| quote!(impl #private::MemoryResource for #ident {}));
    let checks = checked(context).map(|column| check_storable(context, column));
    quote! {
        pub struct FinColumns<FinMedium: #private::Medium> { #(#fields: #private::Column<FinMedium, #types>),* }
        impl<FinMedium: #private::Medium> FinColumns<FinMedium> {
            const fn all(&'static self) -> [&'static dyn #private::AnyColumn<FinMedium>; #count] {
                [#(&self.#names),*]
            }
        }
        #(#databases)*
        #[automatically_derived]
        impl #private::StoredIn<#private::InMemory> for #ident {
            const COLUMNS: &'static FinColumns<#private::InMemory> = &FinColumns { #in_memory };
            const ALL: &'static [&'static dyn #private::AnyColumn<#private::InMemory>] = &Self::COLUMNS.all();
            const SUPPORTED: bool = #memory;
        }
        #memory_resource
        #(#checks)*
    }
}

fn databases(backends: Backends) -> [Database; 3] {
    let Backends { sqlite, postgres, mysql, .. } = backends;
    [
        ("sqlite", "Sqlite", sqlite, sql::Database::Sqlite),
        ("postgres", "Postgres", postgres, sql::Database::Postgres),
        ("mysql", "MySql", mysql, sql::Database::MySql),
    ]
    .map(|(keep, name, wanted, sql)| Database {
        keep: format_ident!("{keep}"),
        name: format_ident!("{name}"),
        probe: format_ident!("{name}Probe"),
        wanted,
        sql,
    })
}

/// The columns, each with the storage that the probe of a medium finds, or none without a probe.
fn values(context: &Context<'_>, probe: impl Fn(&Column) -> Option<TokenStream>) -> TokenStream {
    let private = &context.private;
    let values = context.columns().map(|(ordinal, column)| {
        let (field, ty) = (&column.field, &column.inner);
        match probe(column).filter(|_| !column.invalid) {
            Some(probe) => {
                let check = quote!(#private::Precision::<#ty>::CHECK);
                quote!(#field: #private::column((#probe::KIND, #probe::BY_SQLX), #check, &FIN_TABLE, #ordinal))
            }
            None => quote!(#field: #private::unsupported(&FIN_TABLE, #ordinal)),
        }
    });
    quote!(#(#values),*)
}

/// The probe of a database for the type of a column.
fn database_probe(context: &Context<'_>, column: &Column, probe: &Ident) -> TokenStream {
    let (private, ty) = (&context.private, &column.inner);
    match column.kind {
        Kind::Json => quote!(#private::JsonProbe::<#ty>),
        _ => quote!(#private::#probe::<#ty>),
    }
}

/// The probe of the memory store for the type of a column.
fn memory_probe(context: &Context<'_>, column: &Column) -> TokenStream {
    let (private, ty) = (&context.private, &column.inner);
    match column.kind {
        Kind::Json => quote!(#private::JsonProbe::<#ty>),
        _ => {
            let database = compared_by(context);
            quote!(#private::MemoryProbe::<#database, #ty>)
        }
    }
}

/// The columns whose types are checked: the first of each type.
fn checked<'a>(context: &Context<'a>) -> impl Iterator<Item = &'a Column> {
    let mut seen = HashSet::new();
    let types = context.resource.columns.iter().filter(|column| !column.invalid);
    types.filter(move |column| {
        let ty = column.written_value().to_token_stream().to_string();
        seen.insert((ty, column.kind == Kind::Json))
    })
}

/// The check that every store supports the type of a column: one error on the field, whichever stores do not.
fn check_storable(context: &Context<'_>, column: &Column) -> TokenStream {
    let (span, ty) = (at_call_site(column.inner.span()), &column.inner);
    let private = context.private_at(span);
    if column.kind == Kind::Json {
        return quote_spanned!(span=> const _: () = #private::check_json::<#ty>(););
    }
    let found = databases(context.resource.backends).map(|Database { probe, wanted, .. }| {
        let probe = database_probe(context, column, &probe);
        if wanted { quote!((#probe::KIND, #probe::BY_SQLX)) } else { quote!(#private::NOT_GENERATED) }
    });
    let in_memory = memory_probe(context, column);
    quote_spanned! {span=>
        const _: () = #private::check_storable((
            #(#found,)*
            (#in_memory::KIND, #in_memory::SUPPORT),
            #private::CloneProbe::<#ty>::FOUND,
        )).of::<#ty>();
    }
}

/// The database whose order applies in memory to types that only sqlx knows: the first that the resource is generated
/// for.
fn compared_by(context: &Context<'_>) -> TokenStream {
    let private = &context.private;
    let Backends { sqlite, postgres, mysql, .. } = context.resource.backends;
    let mut database = quote!(#private::AnyBackend);
    if mysql {
        database = quote!(#private::MySqlOr<#database>);
    }
    if postgres {
        database = quote!(#private::PostgresOr<#database>);
    }
    if sqlite {
        database = quote!(#private::SqliteOr<#database>);
    }
    database
}
