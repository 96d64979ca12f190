//! The sizes of a column: the precision of a decimal, the length of a text.

use darling::Result;
use darling::error::Accumulator;
use proc_macro2::Span;
use syn::{LitInt, Type};

use super::kinds::{DECIMAL, MONEY, described, is_money, spelled};
use super::{Backends, Kind};
use crate::attr::on;
use crate::attr::{Decimal, FieldOptions, error};

/// The longest `VARCHAR` that PostgreSQL takes.
const LONGEST_TEXT: u32 = 10_485_760;

/// The kind of a column, from the kind of its type and its options.
pub(super) fn kind(options: &FieldOptions, ty: &Type, backends: Backends, errors: &mut Accumulator) -> Kind {
    let spelled = spelled(ty);
    if on(options.json).is_some() {
        errors.handle(check_json_has_no_size(options));
        return Kind::Json;
    }
    let kind = match &options.decimal {
        None => spelled,
        Some(decimal) => errors
            .handle(check_can_be_a_decimal(decimal, &spelled))
            .map_or(spelled, |()| sized(decimal, backends, errors)),
    };
    if options.length.is_some() && is_money(ty) {
        errors.handle(check_is_not_money(options));
        return kind;
    }
    limited(options, kind, errors)
}

/// The sizes of a decimal, clamped to what the stores support.
fn sized(written: &Decimal, backends: Backends, errors: &mut Accumulator) -> Kind {
    let Kind::Decimal { precision, scale } = DECIMAL else { return DECIMAL };
    let digits =
        |literal: &Option<LitInt>| literal.as_ref().map(|literal| literal.base10_parse().unwrap_or(u8::MAX));
    let precision = digits(&written.precision).unwrap_or(precision);
    let scale = digits(&written.scale).unwrap_or_else(|| scale.min(precision));
    if let Some(literal) = &written.precision {
        errors.handle(check_precision_can_be_held(literal, precision, backends));
    }
    let precision = precision.clamp(1, 28);
    if let Some(literal) = &written.scale {
        errors.handle(check_scale_is_within_precision(literal, scale, precision));
    }
    Kind::Decimal { precision, scale: scale.min(precision) }
}

/// The kind with the requested length.
pub(super) fn limited(options: &FieldOptions, kind: Kind, errors: &mut Accumulator) -> Kind {
    let Some(length) = &options.length else { return kind };
    let max = length.max.base10_parse().unwrap_or(u32::MAX);
    errors.handle(
        check_has_a_length(length.span, &kind)
            .and_then(|()| check_length_leaves_room(&length.max, max))
            .and_then(|()| check_length_can_be_held(&length.max, max)),
    );
    let max = Some(max.clamp(1, LONGEST_TEXT));
    match kind {
        Kind::Text { .. } => Kind::Text { max },
        Kind::Bytes { .. } => Kind::Bytes { max },
        Kind::Other { .. } => Kind::Other { max },
        other => other,
    }
}

fn check_json_has_no_size(options: &FieldOptions) -> Result<()> {
    match options.seen.iter().find(|option| *option == "decimal" || *option == "length") {
        None => Ok(()),
        Some(option) => {
            Err(error(option.span(), format!("a JSON column has no size: remove `{option}` or `json`")))
        }
    }
}

fn check_can_be_a_decimal(decimal: &Decimal, spelled: &Kind) -> Result<()> {
    match spelled {
        Kind::Decimal { .. } | Kind::Other { .. } => Ok(()),
        Kind::Float => Err(error(
            decimal.span,
            "a floating-point number cannot hold a decimal exactly: make the field a `Decimal`, or remove \
             `decimal`",
        )),
        other => Err(error(
            decimal.span,
            format!("`decimal` applies to a `Decimal`, and this field is {}: remove it", described(other)),
        )),
    }
}

fn check_precision_can_be_held(literal: &LitInt, precision: u8, backends: Backends) -> Result<()> {
    let most = if backends.sqlite { 18 } else { 28 };
    if (1..=most).contains(&precision) {
        return Ok(());
    }
    let because = match precision {
        0 => "a number has at least one digit",
        19..=28 => "SQLite holds 18 digits exactly (write `backends(..)` without `\"sqlite\"` for up to 28)",
        _ if backends.sqlite => "SQLite holds 18 digits exactly",
        _ => "`Decimal` holds 28 digits exactly",
    };
    Err(error(literal.span(), format!("{because}: write a precision from 1 to {most}")))
}

fn check_scale_is_within_precision(literal: &LitInt, scale: u8, precision: u8) -> Result<()> {
    if scale <= precision {
        return Ok(());
    }
    Err(error(
        literal.span(),
        format!("the scale cannot exceed the precision of {precision}: write a scale from 0 to {precision}"),
    ))
}

fn check_has_a_length(span: Span, kind: &Kind) -> Result<()> {
    match kind {
        Kind::Text { .. } | Kind::Bytes { .. } | Kind::Other { .. } => Ok(()),
        other => Err(error(
            span,
            format!("`length` applies to text and bytes, and this field is {}: remove it", described(other)),
        )),
    }
}

fn check_is_not_money(options: &FieldOptions) -> Result<()> {
    let message = format!("`length` applies to text and bytes, and this field is {MONEY}: remove it");
    Err(error(options.span_of("length").unwrap_or_else(Span::call_site), message))
}

fn check_length_leaves_room(literal: &LitInt, max: u32) -> Result<()> {
    if max > 0 {
        return Ok(());
    }
    Err(error(literal.span(), "a column needs room for one character: write a `max` of at least 1"))
}

fn check_length_can_be_held(literal: &LitInt, max: u32) -> Result<()> {
    if max <= LONGEST_TEXT {
        return Ok(());
    }
    Err(error(
        literal.span(),
        format!(
            "PostgreSQL allows a `max` of {LONGEST_TEXT} at most: write that or less, or remove `length` \
             for text without a limit"
        ),
    ))
}
