//! What generated code does with the two columns of a `Money`.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned as _;

use super::context::{Context, at_call_site};
use crate::model::{Column, Money, has_own_schema};

/// The column of the currency of an amount, unless it is fixed.
pub(super) fn currency_column(context: &Context<'_>, ordinal: usize, amount: &Column) -> TokenStream {
    let private = &context.private;
    match amount.money {
        Some(Money::Amount) => {
            let currency = &context.resource.columns[ordinal + 1].field;
            quote!(#private::Some(&columns.#currency))
        }
        _ => quote!(#private::None),
    }
}

/// The value of a column of a row, for `AnyRow`. None if it is not of a `Money`.
pub(super) fn value(context: &Context<'_>, ordinal: usize, is_mut: bool) -> Option<TokenStream> {
    let columns = &context.resource.columns;
    let (field, name) = match columns[ordinal].money.as_ref()? {
        // The value of the currency is in the field of the amount.
        Money::Currency => (&columns[ordinal - 1], "currency"),
        Money::Amount | Money::AmountIn(_) => (&columns[ordinal], "amount"),
    };
    let span = at_call_site(field.value_type().span());
    let (private, ident) = (context.private_at(span), &field.field);
    let (function, reference) = match is_mut {
        false => (quote::format_ident!("{name}"), quote!(&)),
        true => (quote::format_ident!("{name}_mut"), quote!(&mut)),
    };
    Some(quote_spanned!(span=> #private::#function(#reference self.#ident)))
}

/// The check that types spelled `Money` are this one, with one error on the type.
pub(super) fn types(context: &Context<'_>) -> TokenStream {
    let amounts = context.fields().filter(|(_, column)| column.is_amount() && !column.invalid);
    let checks = amounts.map(|(_, column)| {
        let (span, ty) = (at_call_site(column.type_span()), column.written_value());
        let private = context.private_at(span);
        quote_spanned!(span=> const _: () = #private::check_is_money::<#ty>();)
    });
    quote!(#(#checks)*)
}

/// The rules that amounts are in the only currency of their column.
pub(super) fn checks(context: &Context<'_>) -> Vec<TokenStream> {
    let private = &context.private;
    let fixed = context.fields().filter_map(|(_, column)| {
        let Some(Money::AmountIn(code)) = &column.money else { return None };
        let (field, name) = (&column.field, syn::ext::IdentExt::unraw(&column.field).to_string());
        Some(quote!(#private::check_currency(#name, &self.#field, #private::Currency::#code)?;))
    });
    fixed.collect()
}

/// The type of a field with attributes for utoipa, which drops them of a reference to a type.
pub(super) fn annotated_type(column: &Column) -> Option<TokenStream> {
    let is_annotated = column.is_amount() && !column.schema.is_empty() && !has_own_schema(&column.schema);
    is_annotated.then(|| match column.nullable {
        true => quote!(value_type = Option<Object>),
        false => quote!(value_type = Object),
    })
}

/// Where the currency of the amounts in a column is, for the description of the table.
pub(super) fn described(context: &Context<'_>, ordinal: usize, column: &Column) -> Option<TokenStream> {
    let private = &context.private;
    let currency = match column.money.as_ref()? {
        Money::Amount => {
            let currency = ordinal + 1;
            quote!(Column(#currency))
        }
        Money::AmountIn(code) => quote!(Fixed(#private::Currency::#code)),
        Money::Currency => return None,
    };
    Some(quote!(currency(#private::schema::CurrencyOf::#currency)))
}

/// The value of a column in a rule. None if it is not of a `Money`.
pub(super) fn rule_term(context: &Context<'_>, ordinal: usize) -> Option<TokenStream> {
    let (private, columns) = (&context.private, &context.resource.columns);
    let (field, reader) = match columns[ordinal].money.as_ref()? {
        Money::Currency => (&columns[ordinal - 1].field, quote!(currency)),
        Money::Amount | Money::AmountIn(_) => (&columns[ordinal].field, quote!(amount)),
    };
    Some(quote!(#private::rule::#reader(&row.#field)))
}
