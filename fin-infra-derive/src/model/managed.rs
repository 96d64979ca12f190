//! The managed columns: their types, their documentation, and the options that apply to them.

use darling::Result;
use darling::error::Accumulator;
use proc_macro2::Span;
use syn::{Attribute, Ident, Path, Type, parse_quote};

use super::draft::Draft;
use super::kinds::{described, last_segment, optional, span as type_span, spelled};
use super::storable::check_can_be_stored;
use super::{Backends, Column, Kind, Role, data, sizes};
use crate::attr::{Field, FieldOptions, error};

/// The column of a field with a managed role.
pub(super) fn declared(
    field: Field,
    role: Role,
    core: &Path,
    backends: Backends,
    errors: &mut Accumulator,
) -> Draft {
    let invalid = errors.handle(check_type(&field, role, backends)).is_none();
    for option in &field.options.seen {
        errors.handle(check_option_fits(option, role));
    }
    let kind = match (spelled(optional(&field.ty).unwrap_or(&field.ty)), role) {
        (kind, Role::Id | Role::Tenant) => sizes::limited(&field.options, kind, errors),
        (kind, _) => kind,
    };
    let mut column = Column {
        docs: if field.docs.is_empty() { docs(role) } else { field.docs },
        name: data::column_name(&field.options, &field.ident),
        renamed_from: field.options.renamed_from.as_ref().map(syn::LitStr::value),
        schema: field.options.schema.as_ref().map(|schema| schema.items.clone()).unwrap_or_default(),
        kind,
        ..blank(field.ident.clone(), role, core)
    };
    column.declared = true;
    column.invalid = invalid;
    if !invalid {
        column.inner = optional(&field.ty).unwrap_or(&field.ty).clone();
        column.ty = field.ty.clone();
        column.written = field.ty;
        column.nullable = optional(&column.ty).is_some();
    }
    column.filter = field.options.filter.map_or(column.filter, |filter| filter.on);
    column.order = field.options.order.map_or(column.order, |order| order.on);
    Draft { span: field.ident.span(), column, options: field.options }
}

/// The column of a managed role without a field.
pub(super) fn undeclared(role: Role, core: &Path, span: Span) -> Draft {
    let column = blank(Ident::new(role.name(), span), role, core);
    Draft { column, options: FieldOptions::default(), span }
}

/// The default column of a managed role. Lists can be filtered and ordered by the id and by `created_at`.
fn blank(field: Ident, role: Role, core: &Path) -> Column {
    let (ty, inner): (Type, Type) = match role {
        Role::Id | Role::Tenant => (parse_quote!(#core::private::Uuid), parse_quote!(#core::private::Uuid)),
        Role::Version | Role::Number => (parse_quote!(i64), parse_quote!(i64)),
        Role::DeletedAt => (
            parse_quote!(#core::private::Option<#core::private::DateTime<#core::private::Utc>>),
            parse_quote!(#core::private::DateTime<#core::private::Utc>),
        ),
        Role::Data | Role::CreatedAt | Role::UpdatedAt => (
            parse_quote!(#core::private::DateTime<#core::private::Utc>),
            parse_quote!(#core::private::DateTime<#core::private::Utc>),
        ),
    };
    // Every change would move `updated_at` in an index, so that needs an explicit option.
    let listed = matches!(role, Role::Id | Role::CreatedAt);
    let kind = spelled(&inner);
    Column {
        name: role.name().to_owned(),
        filter: listed,
        order: listed,
        docs: docs(role),
        ..Column::of(field, role, ty, inner, kind)
    }
}

fn docs(role: Role) -> Vec<Attribute> {
    let text = format!(" {}", managed_docs(role));
    vec![parse_quote!(#[doc = #text])]
}

/// What the library does with the column of a role.
pub(crate) fn managed_docs(role: Role) -> &'static str {
    match role {
        Role::Id => "The id of the row, set by the library when the row is created.",
        Role::Tenant => "The tenant of the row, set by the repository that created it.",
        Role::Data => "",
        Role::Number => {
            "The number of the row among those of its tenant, set by the library when the row is created."
        }
        Role::CreatedAt => "When the row was created.",
        Role::UpdatedAt => "When the row was last changed.",
        Role::DeletedAt => "When the row was deleted; `None` while it is live.",
        Role::Version => "The version of the row, incremented by every change.",
    }
}

/// Reports the first thing that is wrong with the type of a managed field.
fn check_type(field: &Field, role: Role, backends: Backends) -> Result<()> {
    match role {
        Role::Id | Role::Tenant => check_key_is_always_there(field, role)
            .and_then(|()| check_can_be_stored(&field.ty, false, backends))
            .and_then(|()| check_can_be_a_key(field, role)),
        Role::Version | Role::Number => check_is_counted(field, role),
        Role::DeletedAt => check_deletion_is_an_optional_time(field),
        Role::Data | Role::CreatedAt | Role::UpdatedAt => check_is_a_time(field),
    }
}

fn check_key_is_always_there(field: &Field, role: Role) -> Result<()> {
    if optional(&field.ty).is_none() {
        return Ok(());
    }
    Err(error(
        type_span(&field.ty),
        format!("{} cannot be null: write the type without `Option`", described_role(role)),
    ))
}

fn check_can_be_a_key(field: &Field, role: Role) -> Result<()> {
    let kind = spelled(&field.ty);
    match kind {
        Kind::Uuid | Kind::Text { .. } | Kind::Integer | Kind::Other { .. } => Ok(()),
        Kind::Decimal { .. }
        | Kind::Bool
        | Kind::Float
        | Kind::Time
        | Kind::Date
        | Kind::Json
        | Kind::Bytes { .. } => Err(error(
            type_span(&field.ty),
            format!(
                "{} is part of every statement and every URL and cannot be {}: write `Uuid`, `String`, \
                     `i64` or a custom type",
                described_role(role),
                described(&kind)
            ),
        )),
    }
}

fn check_is_counted(field: &Field, role: Role) -> Result<()> {
    let counted = if role == Role::Version { "versions" } else { "rows" };
    match last_segment(&field.ty) {
        Some(segment) if segment.ident == "i64" => Ok(()),
        _ => Err(error(type_span(&field.ty), format!("the library counts {counted} as `i64`: write `i64`"))),
    }
}

fn check_is_a_time(field: &Field) -> Result<()> {
    if spelled(&field.ty) == Kind::Time {
        return Ok(());
    }
    Err(error(
        type_span(&field.ty),
        format!(
            "the library sets `{}` to a `DateTime<Utc>`: write that type, or rename the field if it is \
             plain data",
            field.name()
        ),
    ))
}

fn check_deletion_is_an_optional_time(field: &Field) -> Result<()> {
    if optional(&field.ty).is_some_and(|inner| spelled(inner) == Kind::Time) {
        return Ok(());
    }
    Err(error(
        type_span(&field.ty),
        format!("`{}` is null while the row is live: write `Option<DateTime<Utc>>`", field.name()),
    ))
}

/// A role in a message.
fn described_role(role: Role) -> &'static str {
    match role {
        Role::Id => "the id",
        Role::Tenant => "the tenant",
        Role::Version => "the version",
        Role::Number => "the number",
        Role::Data | Role::CreatedAt | Role::UpdatedAt | Role::DeletedAt => "a managed timestamp",
    }
}

/// The options of a managed column are its names, its length, and its use in lists.
fn check_option_fits(option: &Ident, role: Role) -> Result<()> {
    let part = described_role(role);
    let message = match option.to_string().as_str() {
        "default" | "readonly" | "internal" | "validate" => {
            format!("{part} is set by the library: remove `{option}`")
        }
        "secret" => format!("{part} is part of every response and cannot be secret: remove `{option}`"),
        "unique" | "index" if matches!(role, Role::Id | Role::Number) => {
            format!("{part} is already unique and indexed: remove `{option}`")
        }
        "unique" | "index" | "filter" | "order" if role == Role::Tenant => {
            format!(
                "`{option}` has no effect on the tenant, because a repository sees the rows of one tenant: \
                 remove it"
            )
        }
        "json"
        | "decimal"
        | "fixed"
        | "currency_column"
        | "currency_renamed_from"
        | "search"
        | "adjust"
        | "belongs_to" => {
            format!("`{option}` does not apply to {part}: remove it")
        }
        "length" if !matches!(role, Role::Id | Role::Tenant) => {
            format!("{part} has no length: remove `{option}`")
        }
        _ => return Ok(()),
    };
    Err(error(option.span(), message))
}
