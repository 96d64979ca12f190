//! Parents and children.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::ext::IdentExt as _;
use syn::spanned::Spanned as _;
use syn::{Ident, Path};

use super::context::{Context, at_call_site};
use super::spelling::link;
use crate::attr::located_at;
use crate::model::{BelongsTo, Column, children_method, children_relation, children_sum_method};

/// `impl BelongsTo` for each column that refers to a parent.
pub(super) fn relations(context: &Context<'_>) -> TokenStream {
    let parents = || {
        context.columns().filter_map(|(ordinal, column)| Some((ordinal, column, column.belongs_to.as_ref()?)))
    };
    let is_only = |parent: &Path| parents().filter(|(_, _, other)| other.parent == *parent).count() == 1;
    let names = parents().map(|(ordinal, _, BelongsTo { parent, .. })| {
        let name = parent_name(ordinal, parent);
        quote!(type #name = #parent;)
    });
    let implementations =
        parents().filter(|(_, _, parent)| is_only(&parent.parent)).map(|(ordinal, column, parent)| {
            belongs_to(context, ordinal, column, &parent_name(ordinal, &parent.parent))
        });
    let checks = parents()
        .filter(|(_, column, _)| !column.invalid)
        .map(|(ordinal, column, parent)| check(context, column, &parent_name(ordinal, &parent.parent)));
    let references = parents().filter(|(_, column, _)| !column.invalid);
    let references = references
        .filter_map(|(ordinal, column, parent)| reference(context, ordinal, column, &parent.parent));
    quote!(#(#names)* #(#implementations)* #(#checks)* #(#references)*)
}

/// `Deposit::goal()`.
fn reference(context: &Context<'_>, ordinal: usize, column: &Column, path: &Path) -> Option<TokenStream> {
    let Context { ident, resource, .. } = context;
    let parent = parent_name(ordinal, path);
    let private = context.private_at(parent.span());
    let (name, visibility) = (resource.relation(column)?, &resource.visibility);
    let presence = if column.nullable { quote!(Optional) } else { quote!(Required) };
    let docs = format!("The relation to the {} that a row refers to by its `{}`.", link(path), column.field);
    Some(quote_spanned! {parent.span()=>
        #[automatically_derived]
        impl #ident {
            #[doc = #docs]
            #[allow(dead_code, reason = "a program loads the relations that it needs")]
            #visibility fn #name() -> #private::#presence<#ident, #parent> {
                #private::ToOne::of_column(#ordinal)
            }
        }
    })
}

/// `Goal::deposits()`, for each kind of children.
pub(super) fn children(context: &Context<'_>) -> TokenStream {
    let Context { outside, ident, resource, .. } = context;
    let relations = resource.children.iter().filter_map(|child| {
        let visibility = &resource.visibility;
        let relation = relation_ident(child)?;
        let name = children_relation(child)?;
        let docs = format!("The relation to the {} rows that refer to a row.", link(child));
        let span = at_call_site(child.span());
        let outside = located_at(outside, span);
        Some(quote_spanned! {span=>
            impl #ident {
                #[doc = #docs]
                #[allow(dead_code, reason = "a program loads the relations that it needs")]
                #visibility fn #relation() -> #outside::ToMany<#ident, #child> {
                    // The one place that requires that they are children.
                    #outside::ToMany::children(#name)
                }
            }
        })
    });
    quote!(#(#relations)*)
}

/// `fn relations` of the REST API, if there are any.
pub(super) fn described(context: &Context<'_>) -> Option<TokenStream> {
    let Context { private, resource, .. } = context;
    let references = context.columns().filter(|(_, column)| !column.invalid).filter_map(|(_, column)| {
        let (name, parent) = (resource.relation(column)?, &column.belongs_to.as_ref()?.parent);
        let text = name.unraw().to_string();
        Some(quote_spanned!(at_call_site(parent.span())=> Self::#name().described(#text)))
    });
    let children = resource.children.iter().filter_map(|child| {
        let name = relation_ident(child)?;
        Some(quote_spanned!(at_call_site(child.span())=> Self::#name().described()))
    });
    let names = references.chain(children);
    let all: Vec<_> = names.collect();
    (!all.is_empty()).then(|| {
        quote! {
            fn relations() -> #private::Vec<#private::Relation> {
                #private::Into::into([#(#all),*])
            }
        }
    })
}

fn relation_ident(child: &Path) -> Option<Ident> {
    Some(format_ident!("{}", children_relation(child)?))
}

/// The alias of a column's parent. Generated code contains the path itself once, so that a parent that does not exist is one
/// error.
pub(super) fn parent_name(ordinal: usize, parent: &Path) -> Ident {
    format_ident!("FinParent{ordinal}", span = at_call_site(parent.span()))
}

fn belongs_to(context: &Context<'_>, ordinal: usize, column: &Column, parent: &Ident) -> TokenStream {
    let Context { private, ident, resource, .. } = context;
    let (read, filter) = (&resource.read.name, &resource.filter.name);
    let (field, ty) = (&column.field, &column.inner);
    let value =
        if column.nullable { quote!(row.#field.as_ref()) } else { quote!(#private::Some(&row.#field)) };
    quote! {
        #[automatically_derived]
        impl #private::BelongsTo<#parent> for #ident {
            type Parent = #ty;
            const COLUMN: usize = #ordinal;
            fn of(parents: #private::Vec<#ty>) -> #filter {
                #filter::new().#field(#private::Condition::any_of(parents))
            }
            fn parent(row: &#read) -> #private::Option<&#ty> {
                #value
            }
        }
    }
}

/// The check of a reference, with one error on the parent.
fn check(context: &Context<'_>, column: &Column, parent: &Ident) -> TokenStream {
    let (span, ty) = (at_call_site(parent.span()), &column.inner);
    let private = context.private_at(span);
    quote_spanned! {span=>
        const _: () = #private::check_parent::<<#parent as #private::Resource>::Id, #ty>(
            &FIN_TABLE,
            <#parent as #private::Resource>::TABLE,
        );
    }
}

/// The repository's methods that read children of many parents at once.
pub(super) fn methods(context: &Context<'_>) -> TokenStream {
    let Context { outside, ident, .. } = context;
    let methods = context.resource.children.iter().filter_map(|child| {
        let name = link(child);
        let method = format_ident!("{}", children_method(child)?);
        let docs = format!(
            "The {name} rows of many parents, in one query: by parent, the oldest first.\n\n# Errors\n\n\
             Returns the error of the store."
        );
        let sum_method = format_ident!("{}", children_sum_method(child)?);
        let sum_docs = format!(
            "Computes something of the {name} rows of each of many parents, in one query.\n\n# Errors\n\n\
             Those of an aggregate, and of one that has groups, conditions, an order or pages."
        );
        let relation = relation_ident(child)?;
        Some(quote_spanned! {at_call_site(child.span())=>
            #[doc = #sum_docs]
            pub fn #sum_method<'fin, FinStore, FinAggregate>(
                &self,
                store: FinStore,
                parents: &'fin [<#ident as #outside::Resource>::Id],
                aggregate: FinAggregate,
            ) -> #outside::BoxFuture<'fin, #outside::Result<#outside::Sums<#ident, FinAggregate::Row>>>
            where
                FinStore: #outside::Store<#child> + 'fin,
                FinAggregate: #outside::IntoAggregate<#child, Row: #outside::Clone>,
            {
                <#ident>::#relation().of(&self.0).sum(store, parents, aggregate)
            }
            #[doc = #docs]
            pub fn #method<'fin, FinStore: #outside::Store<#child> + 'fin>(
                &self,
                store: FinStore,
                parents: &'fin [<#ident as #outside::Resource>::Id],
            ) -> #outside::BoxFuture<'fin, #outside::Result<#outside::Children<#ident, #child>>> {
                <#ident>::#relation().of(&self.0).list(store, parents)
            }
        })
    });
    quote!(#(#methods)*)
}
