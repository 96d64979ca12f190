//! The data columns: each is a field with its options.

use darling::Result;
use darling::error::Accumulator;
use syn::ext::IdentExt as _;
use syn::{Ident, LitStr, Path, parse_quote};

use super::draft::Draft;
use super::kinds::optional;
use super::sizes::kind;
use super::storable::{check_can_be_stored, check_is_not_the_parent, stub_type};
use super::{Access, Column, Default, Role, Settings, Skipped, money};
use crate::attr::{Field, FieldOptions, error, on};

/// The columns of a data field: a `Money` has two.
pub(super) fn columns(
    field: Field,
    settings: &Settings,
    core: &Path,
    errors: &mut Accumulator,
) -> impl Iterator<Item = Draft> {
    let column = column(field, settings, core, errors);
    let currency = money::currency(&column, core);
    std::iter::once(column).chain(currency)
}

/// The column of a data field.
fn column(field: Field, settings: &Settings, core: &Path, errors: &mut Accumulator) -> Draft {
    let json = on(field.options.json).is_some();
    let is_parent =
        errors.handle(check_is_not_the_parent(&field.ty, field.options.belongs_to.as_ref())).is_none();
    let invalid =
        is_parent || errors.handle(check_can_be_stored(&field.ty, json, settings.backends)).is_none();
    let ty = match invalid {
        _ if is_parent => parse_quote!(#core::private::Uuid),
        true => stub_type(&field.ty),
        false => field.ty,
    };
    let nullable = optional(&ty).is_some();
    let money = money::of(&ty, &field.options, errors);
    let written = ty.clone();
    let (ty, inner) = match money {
        Some(_) => money::types(&ty, nullable, core),
        None => (ty.clone(), optional(&ty).unwrap_or(&ty).clone()),
    };
    errors.handle(check_readonly_has_effect(&field.options, settings));
    errors.handle(check_internal_has_a_default(&field.options, nullable));
    let schema = errors.handle(check_schema_has_effect(&field.options)).and(field.options.schema.as_ref());
    let options = &field.options;
    let kind = kind(options, optional(&written).unwrap_or(&written), settings.backends, errors);
    let column = Column {
        declared: true,
        name: column_name(options, &field.ident),
        money: money.clone(),
        invalid,
        access: Access {
            create: true,
            update: on(options.readonly).is_none() && !settings.immutable,
            internal: on(options.internal).is_some(),
            secret: on(options.secret).is_some(),
        },
        default: default(options, nullable)
            .filter(|default| money::may_be_default(money.as_ref(), nullable, default)),
        renamed_from: options.renamed_from.as_ref().map(LitStr::value),
        validate: options.validate.as_ref().map(|rules| rules.items.clone()).unwrap_or_default(),
        schema: schema.map(|schema| schema.items.clone()).unwrap_or_default(),
        docs: field.docs,
        written,
        ..Column::of(field.ident.clone(), Role::Data, ty, inner, kind)
    };
    Draft { span: field.ident.span(), column, options: field.options }
}

/// A field that is not stored.
pub(super) fn skipped(field: Field, errors: &mut Accumulator) -> Skipped {
    errors.handle(check_skip_is_alone(&field.options));
    Skipped { field: field.ident, default: field.options.default.and_then(|default| default.value) }
}

/// The chosen name of the column, or else the field's.
pub(super) fn column_name(options: &FieldOptions, field: &Ident) -> String {
    options.column.as_ref().map_or_else(|| field.unraw().to_string(), LitStr::value)
}

/// A nullable internal column is null by default.
fn default(options: &FieldOptions, nullable: bool) -> Option<Default> {
    match &options.default {
        Some(default) => Some(default.value.clone().map_or(Default::Trait, Default::Expr)),
        None => (on(options.internal).is_some() && nullable).then_some(Default::Trait),
    }
}

fn check_skip_is_alone(options: &FieldOptions) -> Result<()> {
    match options.seen.iter().find(|option| *option != "skip" && *option != "default") {
        None => Ok(()),
        Some(option) => Err(error(
            option.span(),
            format!(
                "`{option}` has no effect on a field with `skip`, which is not stored: remove `{option}` or \
                 `skip`"
            ),
        )),
    }
}

fn check_readonly_has_effect(options: &FieldOptions, settings: &Settings) -> Result<()> {
    match on(options.readonly) {
        Some(span) if settings.immutable => Err(error(
            span,
            "`readonly` has no effect on an `immutable` resource, because its rows never change: remove it",
        )),
        _ => Ok(()),
    }
}

fn check_internal_has_a_default(options: &FieldOptions, nullable: bool) -> Result<()> {
    match on(options.internal) {
        Some(span) if options.default.is_none() && options.span_of("default").is_none() && !nullable => {
            Err(error(
                span,
                "an `internal` column needs a default, because the JSON of Create does not have it: add \
                 `default`, or `default = value`",
            ))
        }
        _ => Ok(()),
    }
}

fn check_schema_has_effect(options: &FieldOptions) -> Result<()> {
    match (on(options.internal), on(options.secret), &options.schema) {
        (Some(_), Some(_), Some(schema)) => Err(error(
            schema.span,
            "`schema` has no effect on a column that is `internal` and `secret`, because no JSON has it: \
             remove it",
        )),
        _ => Ok(()),
    }
}
