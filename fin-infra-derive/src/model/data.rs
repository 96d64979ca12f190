//! The struct's own columns: what each field's words make of its type.

use darling::Result;
use darling::error::Accumulator;
use syn::ext::IdentExt as _;
use syn::{Ident, LitStr, Path, parse_quote};

use super::draft::Draft;
use super::kinds::{optional, spelled};
use super::sizes::kind;
use super::storable::{check_can_be_stored, check_is_not_the_parent, meant};
use super::{Access, Column, Default, Role, Settings, Skipped};
use crate::attr::{Field, FieldOptions, error, on};

/// The column of one of the struct's own fields.
pub(super) fn column(field: Field, settings: &Settings, core: &Path, errors: &mut Accumulator) -> Draft {
    let json = on(field.options.json).is_some();
    let is_parent =
        errors.handle(check_is_not_the_parent(&field.ty, field.options.belongs_to.as_ref())).is_none();
    let refused =
        is_parent || errors.handle(check_can_be_stored(&field.ty, json, settings.backends)).is_none();
    let ty = match refused {
        _ if is_parent => parse_quote!(#core::private::Uuid),
        true => meant(&field.ty),
        false => field.ty,
    };
    let inner = optional(&ty).unwrap_or(&ty).clone();
    let nullable = optional(&ty).is_some();
    errors.handle(check_readonly_means_something(&field.options, settings));
    errors.handle(check_internal_has_a_default(&field.options, nullable));
    let schema = errors.handle(check_schema_is_shown(&field.options)).and(field.options.schema.as_ref());
    let options = &field.options;
    let column = Column {
        declared: true,
        name: column_name(options, &field.ident),
        kind: kind(options, spelled(&inner), settings.backends, errors),
        inner,
        nullable,
        refused,
        role: Role::Data,
        access: Access {
            create: true,
            update: on(options.readonly).is_none() && !settings.immutable,
            internal: on(options.internal).is_some(),
            secret: on(options.secret).is_some(),
        },
        default: default(options, nullable),
        filter: false,
        order: false,
        search: false,
        folded: None,
        belongs_to: None,
        renamed_from: options.renamed_from.as_ref().map(LitStr::value),
        validate: options.validate.as_ref().map(|rules| rules.items.clone()).unwrap_or_default(),
        schema: schema.map(|schema| schema.items.clone()).unwrap_or_default(),
        docs: field.docs,
        written: ty.clone(),
        ty,
        field: field.ident.clone(),
    };
    Draft { span: field.ident.span(), column, options: field.options }
}

/// A field that is not stored.
pub(super) fn skipped(field: Field, errors: &mut Accumulator) -> Skipped {
    errors.handle(check_skip_stands_alone(&field.options));
    Skipped { field: field.ident, default: field.options.default.and_then(|default| default.value) }
}

/// The column's name as chosen, or else the field's.
pub(super) fn column_name(options: &FieldOptions, field: &Ident) -> String {
    options.column.as_ref().map_or_else(|| field.unraw().to_string(), LitStr::value)
}

/// An internal column that can be empty starts out empty: that is the default it needs.
fn default(options: &FieldOptions, nullable: bool) -> Option<Default> {
    match &options.default {
        Some(default) => Some(default.value.clone().map_or(Default::Trait, Default::Expr)),
        None => (on(options.internal).is_some() && nullable).then_some(Default::Trait),
    }
}

fn check_skip_stands_alone(options: &FieldOptions) -> Result<()> {
    match options.seen.iter().find(|word| *word != "skip" && *word != "default") {
        None => Ok(()),
        Some(word) => Err(error(
            word.span(),
            format!(
                "`skip` leaves the field out of the table, so nothing else can be said of it: remove `{word}` \
                 or `skip`"
            ),
        )),
    }
}

fn check_readonly_means_something(options: &FieldOptions, settings: &Settings) -> Result<()> {
    match on(options.readonly) {
        Some(span) if settings.immutable => Err(error(
            span,
            "no column of an `immutable` resource is ever changed, so none is `readonly` in particular: remove it",
        )),
        _ => Ok(()),
    }
}

fn check_internal_has_a_default(options: &FieldOptions, nullable: bool) -> Result<()> {
    match on(options.internal) {
        Some(span) if options.default.is_none() && options.span_of("default").is_none() && !nullable => {
            Err(error(
                span,
                "an `internal` column is never in the JSON of a Create, so it needs a value to begin with: add \
                 `default`, or `default = value`",
            ))
        }
        _ => Ok(()),
    }
}

fn check_schema_is_shown(options: &FieldOptions) -> Result<()> {
    match (on(options.internal), on(options.secret), &options.schema) {
        (Some(_), Some(_), Some(schema)) => Err(error(
            schema.span,
            "a column that is `internal` and `secret` is in no JSON at all, so OpenAPI has nothing to say \
             about it: remove `schema`",
        )),
        _ => Ok(()),
    }
}
