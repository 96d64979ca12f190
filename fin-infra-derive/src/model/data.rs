//! The struct's own columns: what each field's words make of its type.

use darling::Result;
use darling::error::Accumulator;
use syn::ext::IdentExt as _;
use syn::{Ident, LitStr, Path, parse_quote};

use super::draft::Draft;
use super::kinds::{optional, spelled};
use super::sizes::kind;
use super::storable::{check_can_be_stored, check_is_not_the_parent, meant};
use super::{Access, Column, Default, Options, Role, Skipped};
use crate::attr::{Field, FieldWords, on, refuse};

/// The column of one of the struct's own fields.
pub(super) fn column(field: Field, options: &Options, core: &Path, errors: &mut Accumulator) -> Draft {
    let json = on(field.words.json).is_some();
    let is_parent =
        errors.handle(check_is_not_the_parent(&field.ty, field.words.belongs_to.as_ref())).is_none();
    let refused =
        is_parent || errors.handle(check_can_be_stored(&field.ty, json, options.backends)).is_none();
    let ty = match refused {
        _ if is_parent => parse_quote!(#core::private::Uuid),
        true => meant(&field.ty),
        false => field.ty,
    };
    let inner = optional(&ty).unwrap_or(&ty).clone();
    let nullable = optional(&ty).is_some();
    errors.handle(check_readonly_means_something(&field.words, options));
    errors.handle(check_internal_has_a_default(&field.words, nullable));
    let schema = errors.handle(check_schema_is_shown(&field.words)).and(field.words.schema.as_ref());
    let words = &field.words;
    let column = Column {
        declared: true,
        name: column_name(words, &field.ident),
        kind: kind(words, spelled(&inner), options.backends, errors),
        inner,
        nullable,
        refused,
        role: Role::Data,
        access: Access {
            create: true,
            update: on(words.readonly).is_none() && !options.immutable,
            internal: on(words.internal).is_some(),
            secret: on(words.secret).is_some(),
        },
        default: default(words, nullable),
        filter: false,
        order: false,
        search: false,
        folded: None,
        belongs_to: None,
        renamed_from: words.renamed_from.as_ref().map(LitStr::value),
        validate: words.validate.as_ref().map(|rules| rules.items.clone()).unwrap_or_default(),
        schema: schema.map(|schema| schema.items.clone()).unwrap_or_default(),
        docs: field.docs,
        written: ty.clone(),
        ty,
        field: field.ident.clone(),
    };
    Draft { span: field.ident.span(), column, words: field.words }
}

/// A field that is not stored.
pub(super) fn skipped(field: Field, errors: &mut Accumulator) -> Skipped {
    errors.handle(check_skip_stands_alone(&field.words));
    Skipped { field: field.ident, default: field.words.default.and_then(|default| default.value) }
}

/// The column's name as chosen, or else the field's.
pub(super) fn column_name(words: &FieldWords, field: &Ident) -> String {
    words.column.as_ref().map_or_else(|| field.unraw().to_string(), LitStr::value)
}

/// An internal column that can be empty starts out empty: that is the default it needs.
fn default(words: &FieldWords, nullable: bool) -> Option<Default> {
    match &words.default {
        Some(default) => Some(default.value.clone().map_or(Default::Trait, Default::Expr)),
        None => (on(words.internal).is_some() && nullable).then_some(Default::Trait),
    }
}

fn check_skip_stands_alone(words: &FieldWords) -> Result<()> {
    match words.seen.iter().find(|word| *word != "skip" && *word != "default") {
        None => Ok(()),
        Some(word) => Err(refuse(
            word.span(),
            format!(
                "`skip` leaves the field out of the table, so nothing else can be said of it: remove `{word}` \
                 or `skip`"
            ),
        )),
    }
}

fn check_readonly_means_something(words: &FieldWords, options: &Options) -> Result<()> {
    match on(words.readonly) {
        Some(span) if options.immutable => Err(refuse(
            span,
            "no column of an `immutable` resource is ever changed, so none is `readonly` in particular: remove it",
        )),
        _ => Ok(()),
    }
}

fn check_internal_has_a_default(words: &FieldWords, nullable: bool) -> Result<()> {
    match on(words.internal) {
        Some(span) if words.default.is_none() && words.span_of("default").is_none() && !nullable => {
            Err(refuse(
                span,
                "an `internal` column is never in the JSON of a Create, so it needs a value to begin with: add \
                 `default`, or `default = value`",
            ))
        }
        _ => Ok(()),
    }
}

fn check_schema_is_shown(words: &FieldWords) -> Result<()> {
    match (on(words.internal), on(words.secret), &words.schema) {
        (Some(_), Some(_), Some(schema)) => Err(refuse(
            schema.span,
            "a column that is `internal` and `secret` is in no JSON at all, so OpenAPI has nothing to say \
             about it: remove `schema`",
        )),
        _ => Ok(()),
    }
}
