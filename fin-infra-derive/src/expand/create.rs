//! `BudgetCreate`: the input that creates a row.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned as _;

use super::context::{Context, at_call_site};
use super::fields::{Field, Struct};
use super::forward::{Forwarded, field_type};
use super::{hooks, reading};
use crate::model::{Column, Default, Role};

pub(super) fn types(context: &Context<'_>) -> TokenStream {
    if !context.resource.parts.create {
        return TokenStream::new();
    }
    let private = &context.private;
    let mut create = Struct {
        generated: &context.resource.create,
        docs: format!("The input that creates a [`{}`].", context.ident),
        fields: fields(context),
        attributes: TokenStream::new(),
        forwarded: Forwarded::of_input(),
    };
    let bounds =
        create.serde_bounds(&quote!(#private::serde::Deserialize<'de>), |column| !column.access.internal);
    let serde = quote!(#private::serde).to_string();
    create.attributes = quote! {
        #[derive(#private::serde::Deserialize)]
        #[serde(crate = #serde, deny_unknown_fields, bound(deserialize = #bounds))]
    };
    let (clone, create) = (create.clone(context), create.tokens(context));
    let (constructor, defaults) = (constructor(context), defaults(context));
    let name = &context.resource.create.name;
    quote!(#create #clone impl #name { #constructor #defaults })
}

/// `BudgetCreate::new` takes the required fields, so that Rust code has the same defaults as JSON.
fn constructor(context: &Context<'_>) -> TokenStream {
    let private = &context.private;
    let created = || context.columns().map(|(_, column)| column).filter(|column| column.access.create);
    let is_required = |column: &Column| column.default.is_none() && !column.nullable;
    let parameters = created().filter(|column| is_required(column)).map(|column| {
        let (field, ty) = (&column.field, &column.ty);
        quote!(#field: #ty)
    });
    let fields = created().map(|column| {
        let field = &column.field;
        match &column.default {
            _ if is_required(column) => quote!(#field),
            // An error about a type without `Default` has the same span as serde's.
            Some(Default::Trait) => {
                let span = at_call_site(column.inner.span());
                let private = context.private_at(span);
                quote_spanned!(span=> #field: #private::Default::default())
            }
            Some(Default::Expr(_)) => {
                let default = default_of(column);
                quote!(#field: Self::#default())
            }
            None => quote!(#field: #private::None),
        }
    });
    let docs = format!(
        "Takes the required fields of a [`{}`] in the order of the struct. Other fields have their default or are `None`.",
        context.ident
    );
    quote! {
        #[doc = #docs]
        #[allow(dead_code, non_snake_case, clippy::all, clippy::pedantic, reason = "as the struct has it")]
        #[must_use]
        pub fn new(#(#parameters),*) -> Self {
            Self { #(#fields),* }
        }
    }
}

fn fields<'a>(context: &Context<'a>) -> Vec<Field<'a>> {
    let given = context.columns().filter(|(_, column)| column.access.create);
    given
        .map(|(_, column)| {
            let ty = field_type(context, column);
            Field { column, ty: quote!(#ty), serde: serde(context, column) }
        })
        .collect()
}

/// The serde attributes of a field. Errors about the type have the span of the type.
fn serde(context: &Context<'_>, column: &Column) -> TokenStream {
    let span = at_call_site(column.inner.span());
    if column.invalid {
        let private = &context.private;
        let stub = quote!(#private::stub).to_string();
        return quote_spanned!(span=> #[serde(skip, default = #stub)]);
    }
    let read = reading::path(&context.resource.create, column).map(|path| quote!(deserialize_with = #path,));
    let default = match &column.default {
        Some(Default::Trait) => Some(quote_spanned!(span=> default)),
        Some(Default::Expr(_)) => {
            let path = format!("{}::{}", context.resource.create.name, default_of(column));
            Some(quote_spanned!(span=> default = #path))
        }
        // serde's default for a field without `deserialize_with`.
        None if read.is_some() && column.nullable => Some(quote_spanned!(span=> default)),
        None => None,
    };
    let skip = column.access.internal.then(|| quote!(skip_deserializing,));
    if read.is_none() && default.is_none() {
        return TokenStream::new();
    }
    quote_spanned!(span=> #[serde(#read #skip #default)])
}

fn default_of(column: &Column) -> syn::Ident {
    format_ident!("default_{}", column.field)
}

/// The functions that return the defaults which are expressions.
fn defaults(context: &Context<'_>) -> TokenStream {
    let created = context.columns().filter(|(_, column)| column.access.create);
    let functions = created.filter_map(|(_, column)| match &column.default {
        Some(Default::Expr(expression)) => {
            let (name, ty) = (default_of(column), &column.ty);
            Some(quote!(fn #name() -> #ty { #expression }))
        }
        _ => None,
    });
    quote!(#(#functions)*)
}

/// `impl Creatable`.
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
            // Neither an input nor managed: a column that only an update sets.
            Role::Data => quote!(#private::Default::default()),
        };
        quote!(#field: #value)
    });
    let prepare = hooks::prepare(context, "Create", &quote!(create), create);
    let tenant = context.tenant();
    let id = &resource.id().ty;
    // An error about an id that cannot be generated in the process has the span of its type.
    let creatable = {
        let span = at_call_site(id.span());
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
