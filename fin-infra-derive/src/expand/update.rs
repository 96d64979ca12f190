//! `BudgetUpdate`: the input that updates a row.

use proc_macro2::TokenStream;
use quote::quote;

use super::context::Context;
use super::fields::{Field, Struct};
use super::forward::{Forwarded, field_type};
use super::{by_serde, hooks};

pub(super) fn types(context: &Context<'_>) -> TokenStream {
    if !context.resource.parts.update {
        return TokenStream::new();
    }
    let private = &context.private;
    let fields = context.columns().filter(|(_, column)| column.access.update).map(|(_, column)| {
        let ty = field_type(context, column);
        let serde = by_serde::on_field_of_update(context, column);
        Field { column, ty: quote!(#private::Option<#ty>), serde }
    });
    let mut update = Struct {
        generated: &context.resource.update,
        docs: format!(
            "The input that updates a [`{}`]. A field that is `None` stays unchanged.",
            context.ident
        ),
        fields: fields.collect(),
        attributes: TokenStream::new(),
        forwarded: Forwarded::of_input(),
    };
    let serde = by_serde::on_type(context, &update);
    update.attributes = quote!(#[derive(#private::Default)] #serde);
    // `Clone` is not derived, because `check_storable` already reports a type that cannot be cloned.
    let (update, clone) = (update.tokens(context), update.clone(context));
    quote!(#update #clone)
}

/// `impl Updatable`.
pub(super) fn updatable(context: &Context<'_>) -> TokenStream {
    if !context.resource.parts.update {
        return TokenStream::new();
    }
    let Context { private, ident, resource, .. } = context;
    let update = &resource.update.name;
    let assignments = context.columns().filter(|(_, column)| column.access.update).map(|(_, column)| {
        let field = &column.field;
        if column.nullable {
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
