//! `FinRow`: how a struct is read from the columns of a query.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Ident, Index, Path, parse_quote};

use super::context::at_call_site;
use crate::attr::located_at;
use crate::attr::row::{Like, Row, RowField};
use crate::model::optional;

/// The generated code of a row.
pub(crate) fn row(row: &Row) -> TokenStream {
    let core: Path = row.options.core.clone().unwrap_or_else(|| parse_quote!(::fin_infra));
    let private = quote!(#core::private);
    let ident = &row.ident;
    let names = row.fields.iter().map(RowField::name);
    let reads = match &row.options.of {
        Some(resource) => of_resource(&private, row, at_call_site(resource.span())),
        None => of_query(&private, row),
    };
    let aliases = aliases(row);
    quote! {
        #[automatically_derived]
        impl #private::FinRow for #ident {
            type Itself = Self;
            const FIELDS: &'static [&'static str] = &[#(#names),*];
        }
        const _: () = {
            #(#aliases)*
            #reads
        };
    }
}

/// The resources of `of` and `like`, each named once: so an unknown name is one error.
fn aliases(row: &Row) -> Vec<TokenStream> {
    let likes = row.fields.iter().enumerate().filter_map(|(index, field)| {
        let resource = &field.like.as_ref()?.resource;
        Some((Some(index), resource))
    });
    let all = row.options.of.iter().map(|resource| (None, resource)).chain(likes);
    all.map(|(field, resource)| {
        let alias = alias(field, at_call_site(resource.span()));
        quote_spanned!(at_call_site(resource.span())=> type #alias = #resource;)
    })
    .collect()
}

/// The alias of the resource of the row, or of the one that a field is like.
fn alias(field: Option<usize>, span: Span) -> Ident {
    match field {
        None => Ident::new("FinResource", span),
        Some(index) => Ident::new(&format!("FinResource{index}"), span),
    }
}

/// A row of any query.
fn of_query(private: &TokenStream, row: &Row) -> TokenStream {
    let ident = &row.ident;
    let values = row.fields.iter().enumerate().map(|(index, field)| value(private, index, field));
    let stored_as = row.fields.iter().enumerate().map(|(index, field)| stored_as(private, index, field));
    let likes = || {
        let fields = row.fields.iter().enumerate();
        fields.filter_map(|(index, field)| Some((index, at_call_site(field.like.as_ref()?.resource.span()))))
    };
    // Where the first resource is named: an error about a bound that does not hold is shown on the whole code.
    let span = likes().next().map_or_else(Span::call_site, |(_, span)| span);
    let bounds = likes().map(|(index, span)| {
        let (resource, private) = (itself(private, Some(index), span), located_at(private, span));
        quote_spanned!(span=> #resource: #private::StoredIn<FinMedium>)
    });
    quote_spanned! {span=>
        #[automatically_derived]
        impl<FinMedium: #private::Medium> #private::RowIn<FinMedium> for #ident
        where
            #(#bounds),*
        {
            fn likes() -> #private::Vec<#private::Option<#private::Like>> {
                <_ as #private::Into<_>>::into([#(#stored_as),*])
            }
            fn get(row: &FinMedium::Row, ordinals: &[usize]) -> #private::Result<Self> {
                #private::Ok(Self { #(#values),* })
            }
        }
    }
}

/// A row with some columns of a resource, which is also one of any query that selects them.
fn of_resource(private: &TokenStream, row: &Row, span: Span) -> TokenStream {
    let ident = &row.ident;
    // What is no resource is reported where it is named.
    let at_resource = located_at(private, span);
    let resource = &itself(private, None, span);
    let row_of = quote_spanned!(span=> #at_resource::RowOf<#resource>);
    let stored_in = quote_spanned!(span=> #at_resource::StoredIn<FinMedium>);
    let bound = quote_spanned!(span=> #resource: #stored_in);
    let table = quote_spanned!(span=> <#resource as #at_resource::Resource>::TABLE);
    let columns = row.fields.iter().map(|field| {
        let (name, is_optional) = (field.name(), optional(&field.ty).is_some());
        let span = at_call_site(field.ty.span());
        let private = located_at(private, span);
        quote_spanned!(span=> #private::column_of(#table, #name, #is_optional))
    });
    // A field that the resource does not have is reported on its name, and another type on the type.
    let values = row.fields.iter().enumerate().map(|(index, RowField { ident, ty, .. })| {
        let get = if optional(ty).is_some() { quote!(get_optional) } else { quote!(get) };
        let (span, index) = (at_call_site(ty.span()), Index::from(index));
        let private = located_at(private, span);
        let value = quote_spanned!(span=> <#resource as #stored_in>::COLUMNS.#ident.#get(row, at(#index))?);
        quote_spanned!(span=> #ident: #private::field_value::<#ty, _>(#value))
    });
    let stored_as = row.fields.iter().map(|RowField { ident, ty, .. }| {
        let span = at_call_site(ty.span());
        quote_spanned!(span=> <#resource as #stored_in>::COLUMNS.#ident.like())
    });
    quote_spanned! {span=>
        #[automatically_derived]
        impl #row_of for #ident {
            type Itself = Self;
            fn projection() -> &'static #private::Projection {
                const FIN_COLUMNS: &[usize] = &[#(#columns),*];
                static FIN_PROJECTION: #private::Projection = #private::Projection::new(FIN_COLUMNS);
                &FIN_PROJECTION
            }
            fn read<FinMedium: #private::Medium>(
                row: &FinMedium::Row,
                at: impl #private::Fn(usize) -> usize,
            ) -> #private::Result<Self>
            where
                #bound,
            {
                #private::Ok(Self { #(#values),* })
            }
        }
        #[automatically_derived]
        impl<FinMedium: #private::Medium> #private::RowIn<FinMedium> for #ident
        where
            #bound,
        {
            fn likes() -> #private::Vec<#private::Option<#private::Like>> {
                <_ as #private::Into<_>>::into([#(#private::Some(#stored_as)),*])
            }
            fn get(row: &FinMedium::Row, ordinals: &[usize]) -> #private::Result<Self> {
                <Self as #row_of>::read::<FinMedium>(row, |index| ordinals[index])
            }
        }
    }
}

/// The resource with an alias. If it is none, the type is unknown, so that nothing follows from it. All tokens have one span, so
/// that the compiler reports the same error once.
fn itself(private: &TokenStream, field: Option<usize>, span: Span) -> TokenStream {
    let (alias, private) = (alias(field, span), located_at(private, span));
    quote_spanned!(span=> <#alias as #private::Resource>::Itself)
}

/// The column that a field is like. If the resource does not have it, that is reported where it is named.
fn column(private: &TokenStream, index: usize, Like { resource, field }: &Like) -> TokenStream {
    let (at_resource, span) = (at_call_site(resource.span()), at_call_site(field.span()));
    let (resource, private) = (itself(private, Some(index), at_resource), located_at(private, span));
    quote_spanned!(span=> <#resource as #private::StoredIn<FinMedium>>::COLUMNS.#field)
}

/// How the column is stored that a field is like.
fn stored_as(private: &TokenStream, index: usize, field: &RowField) -> TokenStream {
    match &field.like {
        Some(like) => {
            let (span, column) = (at_call_site(like.field.span()), column(private, index, like));
            quote_spanned!(span=> #private::Some(#column.like()))
        }
        None => quote!(#private::None),
    }
}

/// Reads one field.
fn value(private: &TokenStream, index: usize, field: &RowField) -> TokenStream {
    let RowField { ident, ty, like, invalid } = field;
    if *invalid {
        return quote!(#ident: #private::stub());
    }
    let (inner, ordinal) = (optional(ty), Index::from(index));
    if let Some(like) = like {
        let get = if inner.is_some() { quote!(get_optional) } else { quote!(get) };
        let column = column(private, index, like);
        // Another type is reported on the type.
        let (span, private) = (at_call_site(ty.span()), located_at(private, at_call_site(ty.span())));
        return quote_spanned! {span=>
            #ident: #private::field_value::<#ty, _>(#column.#get(row, ordinals[#ordinal])?)
        };
    }
    let name = field.name();
    let (read, ty) = match inner {
        Some(inner) => (quote!(plain_optional), inner),
        None => (quote!(plain), ty),
    };
    quote_spanned!(at_call_site(ty.span())=> #ident: #private::#read::<FinMedium, #ty>(row, ordinals[#ordinal], #name)?)
}
