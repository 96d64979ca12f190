//! Which columns can be adjusted.

use darling::Result;
use proc_macro2::Span;

use super::draft::Draft;
use super::kinds::described;
use super::layout::Layout;
use super::secrets::check_is_not_secret;
use super::{Kind, Role, Settings};
use crate::attr::{StructOptions, error};

/// Reports the first reason why an amount cannot be added to a column.
pub(super) fn check(draft: &Draft, span: Span, settings: &Settings) -> Result<()> {
    check_rows_change(span, settings)
        .and_then(|()| check_is_data(draft, span))
        .and_then(|()| check_is_a_number(draft, span))
        .and_then(|()| check_is_never_null(draft, span))
        .and_then(|()| check_is_not_a_reference(draft, span))
        // A caller can find out a value by the amounts that are out of range.
        .and_then(|()| check_is_not_secret(draft, span, "adjust"))
        .and_then(|()| check_has_no_rules(draft))
        .and_then(|()| check_is_no_function(draft))
}

fn check_rows_change(span: Span, settings: &Settings) -> Result<()> {
    if !settings.immutable {
        return Ok(());
    }
    Err(error(
        span,
        "the rows of an `immutable` resource never change and cannot be adjusted: remove `adjust` or `immutable`",
    ))
}

fn check_is_data(draft: &Draft, span: Span) -> Result<()> {
    if draft.column.role == Role::Data {
        return Ok(());
    }
    Err(error(
        span,
        format!("`{}` is managed by the library and cannot be adjusted: name another field", draft.name()),
    ))
}

fn check_is_a_number(draft: &Draft, span: Span) -> Result<()> {
    let reason = match &draft.column.kind {
        Kind::Decimal { .. } | Kind::Integer => return Ok(()),
        Kind::Other { .. } => {
            "and the derive cannot tell whether this type is one: write the integer type itself, or add \
             `decimal(..)` to an alias of `Decimal`"
                .to_owned()
        }
        kind => format!("and this field is {}: remove `adjust`", described(kind)),
    };
    Err(error(span, format!("`adjust` needs a decimal or an integer, {reason}")))
}

fn check_is_never_null(draft: &Draft, span: Span) -> Result<()> {
    if !draft.column.nullable {
        return Ok(());
    }
    Err(error(
        span,
        format!(
            "nothing can be added to a null, and `{}` may be null: write its type without `Option`, with \
             `default` where it may be left out",
            draft.name()
        ),
    ))
}

fn check_is_not_a_reference(draft: &Draft, span: Span) -> Result<()> {
    if draft.options.belongs_to.is_none() {
        return Ok(());
    }
    Err(error(
        span,
        format!("`{}` refers to another row, and a sum would refer to any: remove `adjust`", draft.name()),
    ))
}

/// Rules on fields are about values that a program sets.
fn check_has_no_rules(draft: &Draft) -> Result<()> {
    let Some(rules) = &draft.options.validate else { return Ok(()) };
    Err(error(
        rules.span,
        format!(
            "`validate` would not hold after an adjustment, which the database computes: write a rule on the struct, as \
             in `check({} >= 0)`",
            draft.name()
        ),
    ))
}

/// The input has a function `new`, and a method named after each column.
fn check_is_no_function(draft: &Draft) -> Result<()> {
    if draft.name() != "new" {
        return Ok(());
    }
    Err(error(
        draft.span,
        "a method of the Adjust type cannot have the name `new`, which creates an empty adjustment: rename the \
         field (and keep the column with `column = \"new\"`), or remove `adjust`",
    ))
}

/// Reports options of a type that is not generated.
pub(super) fn check_is_generated(layout: &Layout, options: &StructOptions) -> Result<()> {
    match options.adjust.generated.span {
        Some(span) if !layout.settings.parts.adjust => Err(error(
            span,
            "no column of this resource can be adjusted, so there is no Adjust type: write `adjust` on a decimal or \
             integer field, or remove this",
        )),
        _ => Ok(()),
    }
}
