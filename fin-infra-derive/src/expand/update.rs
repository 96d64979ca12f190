//! `BudgetUpdate`: the input that updates a row.

use proc_macro2::TokenStream;
use quote::quote;

use super::context::Context;
use super::field_docs::{self, Page};
use super::fields::{Field, Struct};
use super::forward::{Forwarded, field_type};
use super::{by_serde, hooks, money};

pub(super) fn types(context: &Context<'_>) -> TokenStream {
    update(context).map(|update| update.definition(context)).unwrap_or_default()
}

pub(super) fn implementations(context: &Context<'_>) -> TokenStream {
    let Some(update) = update(context) else { return TokenStream::new() };
    // `Clone` is not derived, because `probed` already reports a type that cannot be cloned.
    let (others, clone) = (update.implementations(context), update.clone(context));
    quote!(#others #clone)
}

/// The struct, unless `update = false`.
fn update<'a>(context: &Context<'a>) -> Option<Struct<'a>> {
    if !context.resource.parts.update {
        return None;
    }
    let outside = &context.outside;
    let fields = context.fields().filter(|(_, column)| column.access.update).map(|(ordinal, column)| {
        let ty = field_type(context, column);
        let serde = by_serde::on_field_of_update(context, column);
        let rules = field_docs::rules(context, ordinal, Page::Update);
        Field { column, ty: quote!(#outside::Option<#ty>), serde, rules }
    });
    let mut update = Struct {
        generated: &context.resource.update,
        docs: format!(
            "The input that updates a row of [`{}`]. A field that is `None` stays unchanged.{}",
            context.ident,
            field_docs::of_input(context, Page::Update)
        ),
        fields: fields.collect(),
        attributes: TokenStream::new(),
        forwarded: Forwarded::of_input(),
    };
    let serde = by_serde::on_type(context, &update);
    update.attributes = quote!(#[derive(#outside::Default)] #serde);
    Some(update)
}

/// `impl Updatable`.
pub(super) fn updatable(context: &Context<'_>) -> TokenStream {
    if !context.resource.parts.update {
        return TokenStream::new();
    }
    let Context { private, ident, resource, .. } = context;
    let update = &resource.update.name;
    let assignments = context.fields().filter(|(_, column)| column.access.update).map(|(ordinal, column)| {
        let field = &column.field;
        if column.is_amount() {
            let currency = money::currency_column(context, ordinal, column);
            quote!(to.set_money(&columns.#field, #currency, &mut update.#field)?;)
        } else if column.nullable {
            quote!(to.set_optional(&columns.#field, &mut update.#field)?;)
        } else {
            quote!(to.set(&columns.#field, &mut update.#field)?;)
        }
    });
    let prepare = hooks::prepare(context, "Update", &quote!(update), update);
    quote! {
        #[automatically_derived]
        impl #private::Updatable for #ident {
            type Update = #update;
            #prepare
            fn assign<FinMedium: #private::Medium>(
                columns: &FinColumns<FinMedium>,
                update: &mut #update,
                to: &mut #private::Assignments<FinMedium>,
            ) -> #private::Result<()> {
                let _ = (columns, &update, &to);
                #(#assignments)*
                #private::Ok(())
            }
        }
    }
}
