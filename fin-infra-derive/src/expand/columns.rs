//! The columns: which types they have, and how each medium stores them.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned as _;

use super::context::Context;
use crate::model::{Backends, Column, Kind};

/// The struct of columns, generic over where they are, and its constant for each medium.
pub(super) fn columns(context: &Context<'_>) -> TokenStream {
    let Context { private, ident, resource, .. } = context;
    let fields = resource.columns.iter().map(|column| &column.field);
    let types = resource.columns.iter().map(|column| &column.inner);
    let Backends { sqlite, postgres, mysql, memory } = resource.backends;
    let databases = [
        (quote!(sqlite), quote!(Sqlite), sqlite),
        (quote!(postgres), quote!(Postgres), postgres),
        (quote!(mysql), quote!(MySql), mysql),
    ];
    let databases = databases.map(|(keep, database, wanted)| {
        let values = values(context, |column| storage(context, column, &quote!(#private::#database), wanted));
        let supported = wanted.then(|| quote!(impl #private::SqlResource<#private::#database> for #ident {}));
        quote! {
            #private::#keep! {
                impl #private::StoredIn<#private::#database> for #ident {
                    const COLUMNS: &'static Columns<#private::#database> = &Columns { #values };
                    const SUPPORTED: bool = #wanted;
                }
                #supported
            }
        }
    });
    let compared_by = compared_by(context);
    let in_memory = values(context, |column| (!column.refused).then(|| memory_storage(context, column, &compared_by)));
    let memory_resource = memory.then(|| quote!(impl #private::MemoryResource for #ident {}));
    quote! {
        pub struct Columns<M: #private::Medium> { #(#fields: #private::Column<M, #types>),* }
        #(#databases)*
        impl #private::StoredIn<#private::Memory> for #ident {
            const COLUMNS: &'static Columns<#private::Memory> = &Columns { #in_memory };
            const SUPPORTED: bool = #memory;
        }
        #memory_resource
    }
}

/// The columns, each with the storage that was found for it.
fn values(context: &Context<'_>, storage: impl Fn(&Column) -> Option<TokenStream>) -> TokenStream {
    let private = &context.private;
    let values = context.columns().map(|(place, column)| {
        let field = &column.field;
        match storage(column) {
            Some(storage) => {
                quote_spanned!(column.inner.span()=> #field: #private::column(#storage, &TABLE, #place))
            }
            None => quote!(#field: #private::unsupported(&TABLE, #place)),
        }
    });
    quote!(#(#values),*)
}

fn storage(
    context: &Context<'_>,
    column: &Column,
    database: &TokenStream,
    wanted: bool,
) -> Option<TokenStream> {
    let (private, ty) = (&context.private, &column.inner);
    (wanted && !column.refused).then(|| match column.kind {
        Kind::Json => quote!(#private::AsJson),
        _ => quote_spanned!(ty.span()=> #private::Probe::<#database, #ty>::KIND),
    })
}

fn memory_storage(context: &Context<'_>, column: &Column, database: &TokenStream) -> TokenStream {
    let (private, ty) = (&context.private, &column.inner);
    match column.kind {
        Kind::Json => quote!(#private::AsJson),
        _ => quote_spanned!(ty.span()=> #private::MemoryProbe::<#database, #ty>::KIND),
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
