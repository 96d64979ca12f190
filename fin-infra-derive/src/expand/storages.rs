//! How each medium stores the types of the columns: one constant for each type, with one error for a type that a store does
//! not support.

use proc_macro2::TokenStream;
use quote::{ToTokens as _, format_ident, quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Ident, Index};

use super::context::{Context, at_call_site};
use super::databases::databases;
use crate::model::{Backends, Column, Kind};

/// The types of the columns.
pub(super) struct Storages<'a> {
    /// The first column of each type that the compiler has to find the storage of.
    found: Vec<&'a Column>,
}

impl<'a> Storages<'a> {
    pub(super) fn new(context: &Context<'a>) -> Self {
        let mut found: Vec<&Column> = Vec::new();
        for column in context.resource.columns.iter().filter(|column| column.declared && !column.invalid) {
            if !found.iter().any(|other| are_alike(other, column)) {
                found.push(column);
            }
        }
        Self { found }
    }

    /// The constant of each type.
    pub(super) fn constants(&self, context: &Context<'_>) -> TokenStream {
        let constants = self.found.iter().enumerate().map(|(number, column)| {
            // An error about the type is shown on the field.
            let (span, ty) = (at_call_site(column.inner.span()), &column.inner);
            let (private, name) = (context.private_at(span), constant(number));
            let storage = match column.kind {
                Kind::Json => as_json(context, column),
                _ => probed(context, column),
            };
            quote_spanned!(span=> const #name: #private::StorageOf<#ty> = #storage;)
        });
        let (private, compared_by) = (&context.private, compared_by(context));
        let is_probed = self.found.iter().any(|column| column.kind != Kind::Json);
        let in_memory = is_probed
            .then(|| quote!(type FinInMemory<FinType> = #private::MemoryProbe<#compared_by, FinType>;));
        quote!(#in_memory #(#constants)*)
    }

    /// `impl StoredIn` for a medium, which is a field of the constants. Memory has columns in any case: an update that breaks a
    /// reference finds out there what the row would be.
    pub(super) fn stored_in(
        &self,
        context: &Context<'_>,
        field: &Ident,
        medium: &Ident,
        is_supported: bool,
        has_columns: bool,
        statements: Option<&TokenStream>,
    ) -> TokenStream {
        let Context { private, ident, .. } = context;
        let values = context.columns().map(|(ordinal, column)| {
            let name = &column.field;
            if column.invalid || !has_columns {
                return quote!(#name: #private::unsupported(&FIN_TABLE, #ordinal));
            }
            let storage = match self.found.iter().position(|other| are_alike(other, column)) {
                Some(number) => constant(number).to_token_stream(),
                None => quote!(#private::own()),
            };
            let ordinal = Index::from(ordinal);
            quote!(#name: #storage.#field.at(&FIN_TABLE, #ordinal))
        });
        quote! {
            #[automatically_derived]
            impl #private::StoredIn<#private::#medium> for #ident {
                const COLUMNS: &'static FinColumns<#private::#medium> = &FinColumns { #(#values),* };
                const ALL: &'static [&'static dyn #private::AnyColumn<#private::#medium>] = &Self::COLUMNS.all();
                const SUPPORTED: bool = #is_supported;
                #statements
            }
        }
    }
}

/// Whether columns have the same type and storage.
fn are_alike(column: &Column, other: &Column) -> bool {
    let written = |column: &Column| column.written_value().to_token_stream().to_string();
    column.declared == other.declared
        && (column.kind == Kind::Json) == (other.kind == Kind::Json)
        && written(column) == written(other)
}

fn constant(number: usize) -> Ident {
    format_ident!("FIN_STORAGE_{number}")
}

fn as_json(context: &Context<'_>, column: &Column) -> TokenStream {
    let (span, ty) = (at_call_site(column.inner.span()), &column.inner);
    let private = context.private_at(span);
    quote_spanned! {span=>
        #private::json::<#ty, _>((#private::JsonProbe::<#ty>::KIND, #private::JsonProbe::<#ty>::BY_SQLX))
    }
}

/// What the probes of each store find.
fn probed(context: &Context<'_>, column: &Column) -> TokenStream {
    let (span, ty) = (at_call_site(column.inner.span()), &column.inner);
    let private = context.private_at(span);
    let found = databases(context.resource.backends).map(|database| {
        let probe = database.probe;
        if database.wanted {
            quote!((#private::#probe::<#ty>::KIND, #private::#probe::<#ty>::BY_SQLX))
        } else {
            quote!(#private::NotGenerated)
        }
    });
    quote_spanned! {span=>
        #private::probed((
            #(#found,)*
            (FinInMemory::<#ty>::KIND, FinInMemory::<#ty>::BY_SQLX),
            #private::CloneProbe::<#ty>::FOUND,
        )).of::<#ty>(#private::Precision::<#ty>::CHECK)
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
