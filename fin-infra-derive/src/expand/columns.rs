//! The columns: which types they have, how each medium stores them, and what is said of a type that one cannot store.

use std::collections::HashSet;

use proc_macro2::TokenStream;
use quote::{ToTokens as _, format_ident, quote, quote_spanned};
use syn::Ident;
use syn::spanned::Spanned as _;

use super::context::{Context, at_call_site};
use crate::model::{Backends, Column, Kind};

/// A database, as generated code knows it.
struct Database {
    /// The macro that keeps code for it where the core was built for it.
    keep: Ident,
    name: Ident,
    /// What asks whether it can hold a type.
    probe: Ident,
    /// Whether the resource is generated for it.
    wanted: bool,
}

/// The struct of columns, generic over where they are, its constant for each medium, and the verdict on each type.
pub(super) fn columns(context: &Context<'_>) -> TokenStream {
    let Context { private, ident, resource, .. } = context;
    let fields = resource.columns.iter().map(|column| &column.field);
    let types = resource.columns.iter().map(|column| &column.inner);
    let databases = databases(resource.backends).map(|Database { keep, name, probe, wanted }| {
        let values = values(context, |column| wanted.then(|| asked_of(context, column, &probe)));
        let supported = wanted.then(|| quote!(impl #private::SqlResource<#private::#name> for #ident {}));
        quote! {
            #private::#keep! {
                #[automatically_derived]
                impl #private::StoredIn<#private::#name> for #ident {
                    const COLUMNS: &'static FinColumns<#private::#name> = &FinColumns { #values };
                    const SUPPORTED: bool = #wanted;
                }
                #supported
            }
        }
    });
    let in_memory = values(context, |column| Some(asked_of_memory(context, column)));
    let memory = resource.backends.memory;
    let memory_resource = memory.then(|| quote!(impl #private::MemoryResource for #ident {}));
    let verdicts = judged(context).map(|column| verdict(context, column));
    quote! {
        pub struct FinColumns<FinMedium: #private::Medium> { #(#fields: #private::Column<FinMedium, #types>),* }
        #(#databases)*
        #[automatically_derived]
        impl #private::StoredIn<#private::InMemory> for #ident {
            const COLUMNS: &'static FinColumns<#private::InMemory> = &FinColumns { #in_memory };
            const SUPPORTED: bool = #memory;
        }
        #memory_resource
        #(#verdicts)*
    }
}

fn databases(backends: Backends) -> [Database; 3] {
    let Backends { sqlite, postgres, mysql, .. } = backends;
    [("sqlite", "Sqlite", sqlite), ("postgres", "Postgres", postgres), ("mysql", "MySql", mysql)].map(
        |(keep, name, wanted)| Database {
            keep: format_ident!("{keep}"),
            name: format_ident!("{name}"),
            probe: format_ident!("{name}Probe"),
            wanted,
        },
    )
}

/// The columns, each with the storage that its type has by what is asked of a medium, if anything is.
fn values(context: &Context<'_>, asked: impl Fn(&Column) -> Option<TokenStream>) -> TokenStream {
    let private = &context.private;
    let values = context.columns().map(|(ordinal, column)| {
        let (field, ty) = (&column.field, &column.inner);
        match asked(column).filter(|_| !column.refused) {
            Some(asked) => {
                let check = quote!(#private::Precision::<#ty>::CHECK);
                quote!(#field: #private::column((#asked::KIND, #asked::BY_SQLX), #check, &FIN_TABLE, #ordinal))
            }
            None => quote!(#field: #private::unsupported(&FIN_TABLE, #ordinal)),
        }
    });
    quote!(#(#values),*)
}

/// What asks a database about a column's type.
fn asked_of(context: &Context<'_>, column: &Column, probe: &Ident) -> TokenStream {
    let (private, ty) = (&context.private, &column.inner);
    match column.kind {
        Kind::Json => quote!(#private::JsonProbe::<#ty>),
        _ => quote!(#private::#probe::<#ty>),
    }
}

/// What asks the memory store about a column's type.
fn asked_of_memory(context: &Context<'_>, column: &Column) -> TokenStream {
    let (private, ty) = (&context.private, &column.inner);
    match column.kind {
        Kind::Json => quote!(#private::JsonProbe::<#ty>),
        _ => {
            let database = compared_by(context);
            quote!(#private::MemoryProbe::<#database, #ty>)
        }
    }
}

/// The columns whose types are judged: the first of each type.
fn judged<'a>(context: &Context<'a>) -> impl Iterator<Item = &'a Column> {
    let mut judged = HashSet::new();
    let types = context.resource.columns.iter().filter(|column| !column.refused);
    types.filter(move |column| {
        let ty = column.written_value().to_token_stream().to_string();
        judged.insert((ty, column.kind == Kind::Json))
    })
}

/// One sentence on the field, whichever stores cannot hold its type.
fn verdict(context: &Context<'_>, column: &Column) -> TokenStream {
    let (span, ty) = (at_call_site(column.inner.span()), &column.inner);
    let private = context.private_at(span);
    if column.kind == Kind::Json {
        return quote_spanned!(span=> const _: () = #private::json::<#ty>(););
    }
    let found = databases(context.resource.backends).map(|Database { probe, wanted, .. }| {
        let asked = asked_of(context, column, &probe);
        if wanted { quote!((#asked::KIND, #asked::BY_SQLX)) } else { quote!(#private::NOT_ASKED) }
    });
    let in_memory = asked_of_memory(context, column);
    quote_spanned! {span=>
        const _: () = #private::verdict((
            #(#found,)*
            (#in_memory::KIND, #in_memory::HELD),
            #private::CloneProbe::<#ty>::FOUND,
        )).of::<#ty>();
    }
}

/// The database whose order types have in memory that only sqlx knows: the first that the resource is generated for.
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
