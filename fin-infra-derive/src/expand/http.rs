//! The metadata of a resource for the REST API.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, Expr, ExprLit, Lit, Meta};

use super::aggregate;
use super::by_serde;
use super::context::Context;
use super::fields::is_foreign;
use super::relations;
use crate::model::{Aggregate, Column, Kind, Measure, Resource, Role};

pub(super) fn http(context: &Context<'_>) -> TokenStream {
    let Context { private, ident, resource, .. } = context;
    if !resource.parts.http {
        return TokenStream::new();
    }
    let api = quote!(#private::http_api);
    let (path, name, about) = (&resource.path, ident.to_string(), text_of(&resource.docs));
    let name = name.trim_start_matches("r#");
    let (bounds, fields, routes) = (bounds(context), fields(context, &api), routes(resource));
    let (id, conditions) = (&resource.id().ty, conditions(context));
    let (inputs, aggregates) = (inputs(context, &api), aggregates(context, &api));
    let relations = relations::described(context);
    let tenant = match resource.tenant() {
        Some(tenant) => {
            let ty = &tenant.ty;
            quote!(#api::tenant::<#ty>(text))
        }
        None => quote!({ let _ = text; #private::Some((#private::NoTenant, #private::String::new())) }),
    };
    quote! {
        #private::http! {
            #[automatically_derived]
            impl #api::HttpResource for #ident where #(#bounds),* {
                const PATH: &'static str = #path;
                const NAME: &'static str = #name;
                const ABOUT: &'static str = #about;
                const FIELDS: &'static [#api::Field] = {
                    use #api::AnySchema as _;
                    &[#(#fields),*]
                };
                #aggregates
                #relations
                fn routes<FinRoutes: #api::Expose<Self>>(routes: FinRoutes) -> FinRoutes {
                    routes #(.#routes())*
                }
                fn id_of(text: &str) -> #private::Option<#id> {
                    #api::parse::<#id>(text).ok()
                }
                fn tenant_of(text: &str) -> #private::Option<(<Self as #private::Resource>::Tenant, #private::String)> {
                    #tenant
                }
                fn filter_by(
                    filter: &mut <Self as #private::Resource>::Filter,
                    ordinal: usize,
                    condition: &#api::ConditionText,
                ) -> #api::Checked {
                    let _ = &filter;
                    match ordinal { #(#conditions,)* _ => condition.not_filterable() }
                }
            }
            #inputs
        }
    }
}

/// How a body is read that only serde's derive can read. Every other one is read by its fields.
fn inputs(context: &Context<'_>, api: &TokenStream) -> TokenStream {
    let Context { private, resource, .. } = context;
    let parts = &resource.parts;
    let there = [
        (parts.create, &resource.create),
        (parts.update, &resource.update),
        (parts.adjust, &resource.adjust),
    ];
    let by_serde = there.iter().filter(|(is_there, input)| *is_there && by_serde::has_attributes(input));
    let inputs = by_serde.map(|(_, input)| {
        let name = &input.name;
        quote! {
            #[automatically_derived]
            impl<'de> #api::FromBody<'de> for #name where for<'fin> Self: #private::serde::Deserialize<'de> {
                fn from_body(body: &#api::InputBody<'de>) -> #private::SerdeResult<Self, #api::Problem> {
                    body.whole()
                }
            }
        }
    });
    quote!(#(#inputs)*)
}

/// Bounds that types unknown to the derive implement serde. The error is reported where the API needs them.
fn bounds(context: &Context<'_>) -> Vec<TokenStream> {
    let private = &context.private;
    let columns = context.resource.columns.iter().filter(|column| !column.invalid);
    let foreign = columns.filter(|column| is_foreign(column));
    foreign
        .flat_map(|column| {
            let ty = &column.inner;
            let shown = (!column.access.secret).then(|| quote!(for<'fin> #ty: #private::serde::Serialize));
            let given = is_read(column).then(|| quote!(for<'fin> #ty: #private::serde::de::DeserializeOwned));
            shown.into_iter().chain(given)
        })
        .collect()
}

/// Whether requests have values of the column, in a body, a path or a query.
fn is_read(column: &Column) -> bool {
    let is_compared = column.measures.iter().any(|measure| matches!(measure, Measure::Min | Measure::Max));
    is_given(column) || column.filter || is_compared || matches!(column.role, Role::Id | Role::Tenant)
}

/// Whether a body may have the column.
fn is_given(column: &Column) -> bool {
    column.is_field()
        && (column.access.create || column.access.update)
        && !column.access.internal
        && !column.invalid
}

fn fields(context: &Context<'_>, api: &TokenStream) -> Vec<TokenStream> {
    let resource = context.resource;
    let in_row_only = by_serde::has_attributes(&resource.read);
    let field = |column: &Column| {
        let (docs, ty) = (text_of(&column.docs), column.value_type());
        let given = is_given(column);
        let create = match (given && column.access.create && resource.parts.create, is_optional(column)) {
            (false, _) => quote!(Never),
            (true, true) => quote!(Optional),
            (true, false) => quote!(Required),
        };
        let update = given && column.access.update && resource.parts.update;
        let adjust = column.adjust && !column.access.internal && !column.invalid;
        let shown = match (!column.is_field() || column.access.secret || column.invalid, in_row_only) {
            (true, _) => quote!(Never),
            (false, true) => quote!(InRow),
            (false, false) => quote!(Alone(#api::write::<#ty>)),
        };
        let (is_text, type_id, schema) = if column.invalid {
            (quote!(|| false), quote!(#api::type_id::<()>), quote!(#api::any_schema))
        } else {
            (quote!(#api::is_text::<#ty>), quote!(#api::type_id::<#ty>), schema(context, api, column))
        };
        quote! {
            #api::Field {
                docs: #docs,
                create: #api::Presence::#create,
                update: #update,
                adjust: #adjust,
                shown: #api::Shown::#shown,
                is_text: #is_text,
                type_id: #type_id,
                schema: #schema,
            }
        }
    };
    resource.columns.iter().map(field).collect()
}

/// Whether a body that creates a row may omit the column.
fn is_optional(column: &Column) -> bool {
    column.nullable || column.default.is_some()
}

/// What can be computed, if there is anything.
fn aggregates(context: &Context<'_>, api: &TokenStream) -> TokenStream {
    let resource = context.resource;
    if !resource.parts.aggregate {
        return TokenStream::new();
    }
    let valid = resource.aggregates.iter().filter(|aggregate| !resource.columns[aggregate.column].invalid);
    let all = valid.flat_map(|aggregate| {
        let average = (aggregate.measure == Measure::Sum).then(|| average(context, api, aggregate));
        std::iter::once(computed(context, api, aggregate)).chain(average)
    });
    quote!(const AGGREGATES: &'static [#api::Computed<Self>] = &[#api::Computed::COUNT, #(#all),*];)
}

fn computed(context: &Context<'_>, api: &TokenStream, aggregate: &Aggregate) -> TokenStream {
    let Context { private, resource, .. } = context;
    let Aggregate { column: ordinal, measure, method, .. } = aggregate;
    let (of, column) = (aggregate::of_untyped(context), &resource.columns[*ordinal]);
    let is_instant = column.kind == Kind::Time;
    let (kind, zone) = match measure {
        Measure::Sum => (quote!(Sum), None),
        Measure::Min => (quote!(Min), None),
        Measure::Max => (quote!(Max), None),
        Measure::CountDistinct => (quote!(CountDistinct), None),
        Measure::Key => (quote!(Key), None),
        Measure::Period(unit) => {
            let unit = quote::format_ident!("{unit:?}");
            (quote!(Period(#private::Unit::#unit, #is_instant)), is_instant.then(|| quote!(zone)))
        }
    };
    let zone_name = if zone.is_some() { quote!(zone) } else { quote!(_) };
    let having = match aggregate::compared(column, *measure) {
        Some(value) => {
            let having = quote::format_ident!("having_{method}");
            let read = quote!(condition.read::<#value>(#private::ExactProbe::<#value>::KIND)?);
            quote!(#private::Some(|aggregate, condition| #private::Ok(#of.#having(#read).0)))
        }
        None => quote!(#private::None),
    };
    let value = aggregate::value(context, column, *measure);
    quote! {
        #api::Computed {
            output: #api::Output { measure: #api::Measure::#kind, ordinal: #ordinal },
            add: |aggregate, #zone_name| #of.#method(#zone).0,
            having: #having,
            write: #api::write::<#value>,
        }
    }
}

/// The average of a column that is added up.
fn average(context: &Context<'_>, api: &TokenStream, aggregate: &Aggregate) -> TokenStream {
    let Context { private, resource, .. } = context;
    let (of, ordinal) = (aggregate::of_untyped(context), aggregate.column);
    let (method, value) = (aggregate.average(), aggregate::average_of(context, &resource.columns[ordinal]));
    quote! {
        #api::Computed {
            output: #api::Output { measure: #api::Measure::Average, ordinal: #ordinal },
            add: |aggregate, _| #of.#method().0,
            having: #private::None,
            write: #api::write::<#value>,
        }
    }
}

/// The schema of the type of a column, or of its field with `schema(..)`.
fn schema(context: &Context<'_>, api: &TokenStream, column: &Column) -> TokenStream {
    let (resource, ty) = (context.resource, column.value_type());
    if column.schema.is_empty() {
        return quote!(#api::SchemaProbe::<#ty>::SCHEMA);
    }
    let generated = if column.access.secret { &resource.create.name } else { &resource.read.name };
    let field = column.field.to_string();
    let field = field.trim_start_matches("r#");
    quote!(|parts| #api::property_of::<#generated>(parts, #field))
}

/// The methods of `Expose` that the resource supports.
fn routes(resource: &Resource) -> Vec<syn::Ident> {
    let parts = &resource.parts;
    let routes = [
        (true, "readable"),
        (resource.searchable, "searchable"),
        (parts.create, "creatable"),
        (parts.update, "updatable"),
        (parts.adjust, "adjustable"),
        (parts.delete, "deletable"),
        (parts.delete && resource.soft_delete, "restorable"),
        (parts.aggregate, "aggregatable"),
    ];
    routes.into_iter().filter(|(has, _)| *has).map(|(_, name)| quote::format_ident!("{name}")).collect()
}

/// One arm for each filterable column.
fn conditions(context: &Context<'_>) -> Vec<TokenStream> {
    let private = &context.private;
    let columns = context.columns().filter(|(_, column)| column.filter && !column.invalid);
    columns
        .map(|(ordinal, column)| {
            let (field, ty) = (&column.field, column.value_type());
            quote!(#ordinal => condition.add_to(#private::ExactProbe::<#ty>::KIND, &mut filter.#field))
        })
        .collect()
}

/// The text of doc comments.
fn text_of(docs: &[Attribute]) -> String {
    let lines = docs.iter().filter_map(|attribute| match &attribute.meta {
        Meta::NameValue(doc) => match &doc.value {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
            _ => None,
        },
        _ => None,
    });
    let lines: Vec<String> =
        lines.map(|line| line.strip_prefix(' ').unwrap_or(&line).trim_end().to_owned()).collect();
    lines.join("\n").trim().to_owned()
}
