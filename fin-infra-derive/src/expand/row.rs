//! `FinRow`: how a struct is read from the columns of a query.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Index, Path, parse_quote};

use super::context::at_call_site;
use crate::attr::row::{Like, Row, RowField};
use crate::model::optional;

/// The generated code of a row.
pub(crate) fn row(row: &Row) -> TokenStream {
    let core: Path = row.options.core.clone().unwrap_or_else(|| parse_quote!(::fin_infra));
    let private = quote!(#core::private);
    let ident = &row.ident;
    let names = row.fields.iter().map(RowField::name);
    let values = row.fields.iter().enumerate().map(|(index, field)| value(&private, index, field));
    let stored_as = row.fields.iter().map(|field| stored_as(&private, field));
    let likes = row.fields.iter().filter_map(|field| field.like.as_ref());
    let bounds = likes.clone().map(|Like { resource, .. }| {
        let span = at_call_site(resource.span());
        quote_spanned!(span=> #resource: #private::StoredIn<FinMedium>)
    });
    quote! {
        #[automatically_derived]
        impl #private::FinRow for #ident {
            const FIELDS: &'static [&'static str] = &[#(#names),*];
        }
        #[automatically_derived]
        impl<FinMedium: #private::Medium> #private::RowIn<FinMedium> for #ident
        where
            #(#bounds),*
        {
            fn likes() -> #private::Vec<#private::Option<#private::Like>> {
                ::std::vec![#(#stored_as),*]
            }
            fn get(row: &FinMedium::Row, ordinals: &[usize]) -> #private::Result<Self> {
                #private::Ok(Self { #(#values),* })
            }
        }
    }
}

/// How the column is stored that a field is like.
fn stored_as(private: &TokenStream, field: &RowField) -> TokenStream {
    match &field.like {
        Some(Like { resource, field }) => quote_spanned! {at_call_site(field.span())=>
            #private::Some(<#resource as #private::StoredIn<FinMedium>>::COLUMNS.#field.like())
        },
        None => quote!(#private::None),
    }
}

/// Reads one field.
fn value(private: &TokenStream, index: usize, field: &RowField) -> TokenStream {
    let RowField { ident, ty, like, invalid } = field;
    if *invalid {
        return quote!(#ident: #private::stub());
    }
    let index = Index::from(index);
    let inner = optional(ty);
    if let Some(Like { resource, field }) = like {
        let get = if inner.is_some() { quote!(get_optional) } else { quote!(get) };
        // A field that the resource does not have is reported where it is named, and another type on the type.
        let column = quote_spanned! {at_call_site(field.span())=>
            <#resource as #private::StoredIn<FinMedium>>::COLUMNS.#field
        };
        return quote_spanned!(at_call_site(ty.span())=> #ident: #column.#get(row, ordinals[#index])?);
    }
    let name = field.name();
    let (read, ty) = match inner {
        Some(inner) => (quote!(plain_optional), inner),
        None => (quote!(plain), ty),
    };
    quote_spanned!(at_call_site(ty.span())=> #ident: #private::#read::<FinMedium, #ty>(row, ordinals[#index], #name)?)
}
