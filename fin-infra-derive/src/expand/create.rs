//! `BudgetCreate`: what a row is made of.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned as _;

use super::context::{Context, here};
use super::fields::{Field, Struct};
use super::forward::Forwarded;
use super::hooks;
use crate::model::{Column, Default, Role};

pub(super) fn types(context: &Context<'_>) -> TokenStream {
    if !context.resource.parts.create {
        return TokenStream::new();
    }
    let private = &context.private;
    let mut create = Struct {
        generated: &context.resource.create,
        docs: format!("What a [`{}`] is made of.", context.ident),
        fields: fields(context),
        attributes: TokenStream::new(),
        forwarded: Forwarded::of_input(),
    };
    let bounds =
        create.serde_bounds(&quote!(#private::serde::Deserialize<'de>), |column| !column.access.internal);
    let serde = quote!(#private::serde).to_string();
    create.attributes = quote! {
        #[derive(#private::Clone, #private::serde::Deserialize)]
        #[serde(crate = #serde, deny_unknown_fields, bound(deserialize = #bounds))]
    };
    let (create, defaults) = (create.tokens(context), defaults(context));
    quote!(#create #defaults)
}

fn fields<'a>(context: &Context<'a>) -> Vec<Field<'a>> {
    let given = context.columns().filter(|(_, column)| column.access.create);
    given
        .map(|(_, column)| {
            let ty = &column.ty;
            Field { column, ty: quote!(#ty), serde: serde(context, column) }
        })
        .collect()
}

/// What serde is told of a field. What it says of the type, it says there.
fn serde(context: &Context<'_>, column: &Column) -> TokenStream {
    let span = here(column.inner.span());
    if column.refused {
        let private = &context.private;
        let refused = quote!(#private::refused).to_string();
        return quote_spanned!(span=> #[serde(skip, default = #refused)]);
    }
    let default = match &column.default {
        Some(Default::Trait) => quote_spanned!(span=> default),
        Some(Default::Expr(_)) => {
            let path = format!("{}::{}", context.resource.create.name, default_of(column));
            quote_spanned!(span=> default = #path)
        }
        None => return TokenStream::new(),
    };
    let skip = column.access.internal.then(|| quote!(skip_deserializing,));
    quote_spanned!(span=> #[serde(#skip #default)])
}

fn default_of(column: &Column) -> syn::Ident {
    format_ident!("default_{}", column.field)
}

/// The functions that give the defaults which are expressions.
fn defaults(context: &Context<'_>) -> TokenStream {
    let functions: Vec<_> = context
        .columns()
        .filter(|(_, column)| column.access.create)
        .filter_map(|(_, column)| match &column.default {
            Some(Default::Expr(expression)) => {
                let (name, ty) = (default_of(column), &column.ty);
                Some(quote!(fn #name() -> #ty { #expression }))
            }
            _ => None,
        })
        .collect();
    if functions.is_empty() {
        return TokenStream::new();
    }
    let name = &context.resource.create.name;
    quote!(impl #name { #(#functions)* })
}

/// How a row is made of it.
pub(super) fn creatable(context: &Context<'_>) -> TokenStream {
    if !context.resource.parts.create {
        return TokenStream::new();
    }
    let Context { private, ident, resource, .. } = context;
    let (create, read) = (&resource.create.name, &resource.read.name);
    let fields = context.columns().map(|(_, column)| {
        let field = &column.field;
        let value = match column.role {
            Role::Id => quote!(id),
            Role::Tenant => quote!(tenant),
            Role::CreatedAt | Role::UpdatedAt => quote!(now),
            Role::DeletedAt => quote!(#private::None),
            Role::Version => quote!(1),
            Role::Data if column.access.create => quote!(create.#field),
            // Neither given nor managed: a column that only an update sets.
            Role::Data => quote!(#private::Default::default()),
        };
        quote!(#field: #value)
    });
    let prepare = hooks::prepare(context, "Create", &quote!(create), create);
    let tenant = context.tenant();
    let id = &resource.id().ty;
    // What is said of an id that cannot be made in the process is said of its type.
    let creatable = {
        let span = here(id.span());
        let private = context.private_at(span);
        quote_spanned!(span=> #private::Creatable)
    };
    quote! {
        #[automatically_derived]
        impl #creatable for #ident {
            type Create = #create;
            #prepare
            fn row(
                create: #create,
                id: #id,
                tenant: #tenant,
                now: #private::DateTime<#private::Utc>,
            ) -> #read {
                let _ = (&tenant, &now);
                #read { #(#fields),* }
            }
        }
    }
}
