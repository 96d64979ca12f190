//! Whether two sides of a comparison can be compared, and alike on every store.

use darling::Result;
use proc_macro2::Span;

use super::super::kinds::described;
use super::super::layout::Layout;
use super::super::{Kind, Operator, Sign, Term};
use super::sum::Part;
use crate::attr::error;

/// So many scaled numbers of 18 digits can be added before a 64-bit integer overflows.
const MOST_TERMS: usize = 8;

/// Refuses the first thing that is wrong with a comparison.
pub(super) fn check(
    left: &[Part],
    operator: Operator,
    span: Span,
    right: &[Part],
    layout: &Layout,
) -> Result<()> {
    let parts = || left.iter().chain(right);
    let first = check_names_a_column(parts(), span, layout);
    first.and_then(|(name, kind)| {
        check_can_be_compared(parts(), layout)
            .and_then(|()| parts().try_for_each(|part| check_is_of_one_kind(part, &name, kind, layout)))
            .and_then(|()| parts().try_for_each(|part| check_literal_fits(part, &name, kind)))
            .and_then(|()| [left, right].into_iter().try_for_each(|side| check_can_be_added(side, kind)))
            .and_then(|()| [left, right].into_iter().try_for_each(check_is_short))
            .and_then(|()| check_can_be_ordered(operator, span, kind))
    })
}

/// The first column sets the measure for all others.
fn check_names_a_column<'a, 'b>(
    mut parts: impl Iterator<Item = &'a Part>,
    span: Span,
    layout: &'b Layout,
) -> Result<(String, &'b Kind)> {
    let first = parts.find_map(|part| match part.term {
        Term::Column(ordinal) => Some(&layout.drafts[ordinal]),
        _ => None,
    });
    match first {
        Some(draft) => Ok((draft.name(), &draft.column.kind)),
        None => Err(error(
            span,
            "this comparison names no column, so it says nothing about a row: name one, or remove it",
        )),
    }
}

fn kind_of<'a>(part: &Part, layout: &'a Layout) -> Option<(String, &'a Kind)> {
    match part.term {
        Term::Column(ordinal) => Some((layout.drafts[ordinal].name(), &layout.drafts[ordinal].column.kind)),
        _ => None,
    }
}

fn check_can_be_compared<'a>(mut parts: impl Iterator<Item = &'a Part>, layout: &Layout) -> Result<()> {
    parts.try_for_each(|part| match kind_of(part, layout) {
        Some((name, Kind::Float)) => Err(error(
            part.span,
            format!(
                "`{name}` is a floating-point number, and what those add up to differs between stores: \
                make it a `Decimal`"
            ),
        )),
        Some((name, kind @ (Kind::Json | Kind::Bytes { .. } | Kind::Other { .. }))) => Err(error(
            part.span,
            format!(
                "`{name}` is {}, which the stores do not compare alike: use the function of `validate = ..`",
                described(kind)
            ),
        )),
        _ => Ok(()),
    })
}

fn check_is_of_one_kind(part: &Part, first: &str, kind: &Kind, layout: &Layout) -> Result<()> {
    let Some((name, other)) = kind_of(part, layout) else { return Ok(()) };
    match (kind, other) {
        (Kind::Decimal { scale, .. }, Kind::Decimal { scale: other, .. }) if scale != other => Err(error(
            part.span,
            format!(
                "`{first}` has {scale} digits behind the point and `{name}` has {other}: give both the same with \
                 `#[fin(decimal(scale = ..))]`"
            ),
        )),
        _ if std::mem::discriminant(kind) == std::mem::discriminant(other) => Ok(()),
        _ => Err(error(
            part.span,
            format!(
                "`{first}` is {} and `{name}` is {}: a comparison takes columns of one kind",
                described(kind),
                described(other)
            ),
        )),
    }
}

fn check_literal_fits(part: &Part, name: &str, kind: &Kind) -> Result<()> {
    let refused = |sentence: String| Err(error(part.span, sentence));
    match (&part.term, kind) {
        (Term::Column(_), _) | (Term::Text(_), Kind::Text { .. }) | (Term::Bool(_), Kind::Bool) => Ok(()),
        (Term::Number(digits), Kind::Integer) => match digits.parse::<i64>() {
            Ok(_) => Ok(()),
            Err(_) if digits.contains('.') => {
                refused(format!("`{name}` is a whole number: write this one without its point"))
            }
            Err(_) => {
                refused(format!("`{name}` never gets so large: write a number that fits into an `i64`"))
            }
        },
        (Term::Number(digits), Kind::Decimal { precision, scale }) => {
            check_digits_fit(digits, *precision, *scale, part.span, name)
        }
        (_, Kind::Time | Kind::Uuid) => refused(format!(
            "`{name}` is {}, and there is no literal for one: compare it with another column",
            described(kind)
        )),
        _ => refused(format!("`{name}` is {}: compare it with a literal of that kind", described(kind))),
    }
}

fn check_digits_fit(digits: &str, precision: u8, scale: u8, span: Span, name: &str) -> Result<()> {
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    if decimals.len() > usize::from(scale) {
        return Err(error(
            span,
            format!(
                "`{name}` has {scale} digits behind the point, and this number {}: write no more than {scale}",
                decimals.len()
            ),
        ));
    }
    if whole.trim_start_matches('0').len() > usize::from(precision - scale) {
        return Err(error(
            span,
            format!(
                "`{name}` has {} digits before the point, so it never gets so large: write a smaller number",
                precision - scale
            ),
        ));
    }
    Ok(())
}

fn check_can_be_added(side: &[Part], kind: &Kind) -> Result<()> {
    let added = side.get(1).or_else(|| side.first().filter(|part| part.sign == Sign::Minus));
    match (kind, added) {
        (Kind::Integer | Kind::Decimal { .. }, _) | (_, None) => Ok(()),
        (_, Some(part)) => Err(error(
            part.span,
            format!(
                "whole numbers and decimals can be added and subtracted, and this is {}: compare it as it is",
                described(kind)
            ),
        )),
    }
}

fn check_is_short(side: &[Part]) -> Result<()> {
    match side.get(MOST_TERMS) {
        None => Ok(()),
        Some(part) => Err(error(
            part.span,
            format!(
                "a sum of more than {MOST_TERMS} terms can overflow on the way: keep a part of it in a column \
                 of its own"
            ),
        )),
    }
}

fn check_can_be_ordered(operator: Operator, span: Span, kind: &Kind) -> Result<()> {
    let because = match (operator, kind) {
        (Operator::Eq | Operator::Ne, _) => return Ok(()),
        (_, Kind::Bool) => "a truth value is neither less nor more than another",
        (_, Kind::Uuid) => "a UUID is neither less nor more than another",
        (_, Kind::Text { .. }) => "the stores do not sort text alike",
        _ => return Ok(()),
    };
    Err(error(span, format!("{because}: compare with `==` or `!=`")))
}
