//! `BudgetCreate`: the input that creates a row.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned as _;

use super::context::{Context, at_call_site};
use super::defaults::is_required;
use super::field_docs::{self, Page};
use super::fields::{Field, Struct};
use super::forward::{Forwarded, field_type};
use super::{by_serde, defaults, hooks};
use crate::model::Role;

pub(super) fn types(context: &Context<'_>) -> TokenStream {
    let Some(create) = create(context) else { return TokenStream::new() };
    let (name, create) = (&create.generated.name, create.definition(context));
    let (constructor, defaults) = (constructor(context), defaults::functions(context));
    quote!(#create impl #name { #constructor #defaults })
}

/// The struct, unless `create = false`.
fn create<'a>(context: &Context<'a>) -> Option<Struct<'a>> {
    if !context.resource.parts.create {
        return None;
    }
    let mut create = Struct {
        generated: &context.resource.create,
        docs: format!(
            "The input that creates a row of [`{}`].{}",
            context.ident,
            field_docs::of_input(context, Page::Create)
        ),
        fields: fields(context),
        attributes: TokenStream::new(),
        forwarded: Forwarded::of_input(),
    };
    create.attributes = by_serde::on_type(context, &create);
    Some(create)
}

pub(super) fn implementations(context: &Context<'_>) -> TokenStream {
    let Some(create) = create(context) else { return TokenStream::new() };
    let (clone, others) = (create.clone(context), create.implementations(context));
    quote!(#others #clone)
}

/// `BudgetCreate::new` takes the required fields, so that Rust code has the same defaults as JSON.
fn constructor(context: &Context<'_>) -> TokenStream {
    let created = || context.fields().map(|(_, column)| column).filter(|column| column.access.create);
    let parameters = created().filter(|column| is_required(column)).map(|column| {
        let (field, ty) = (&column.field, &column.ty);
        quote!(#field: #ty)
    });
    let fields = created().map(|column| {
        let field = &column.field;
        if is_required(column) {
            return quote!(#field);
        }
        let value = defaults::value(&context.outside, column);
        quote!(#field: #value)
    });
    let docs = format!(
        "Takes the required fields of a row of [`{}`] in the order of the struct. Other fields have their default or are `None`.",
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
    let given = context.fields().filter(|(_, column)| column.access.create);
    given
        .map(|(ordinal, column)| {
            let ty = field_type(context, column);
            let serde = by_serde::on_field_of_create(context, column);
            Field { column, ty: quote!(#ty), serde, rules: field_docs::rules(context, ordinal, Page::Create) }
        })
        .collect()
}

/// `impl Creatable`.
pub(super) fn creatable(context: &Context<'_>) -> TokenStream {
    if !context.resource.parts.create {
        return TokenStream::new();
    }
    let Context { private, ident, resource, .. } = context;
    let (create, read) = (&resource.create.name, &resource.read.name);
    let fields = context.fields().map(|(_, column)| {
        let field = &column.field;
        let value = match column.role {
            Role::Id => quote!(id),
            Role::Tenant => quote!(tenant),
            Role::CreatedAt | Role::UpdatedAt => quote!(now),
            Role::DeletedAt => quote!(#private::None),
            // The number is replaced when the row is stored: it is the first until then.
            Role::Version | Role::Number => quote!(1),
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
