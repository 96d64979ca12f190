//! Checks that two sides of a comparison compare the same way in every store.

use darling::Result;
use proc_macro2::Span;

use super::super::kinds::described;
use super::super::layout::Layout;
use super::super::{Kind, Operator, Sign, Term};
use super::sum::Part;
use crate::attr::error;

/// The most scaled numbers of 18 digits whose sum fits into a 64-bit integer.
const MOST_TERMS: usize = 8;

/// Reports the first thing that is wrong with a comparison.
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

/// The first column, whose kind all others must have.
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
        None => Err(error(span, "this comparison has no column: name one, or remove it")),
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
                "`{name}` is a floating-point number, which stores round differently: make it a `Decimal`"
            ),
        )),
        Some((name, kind @ (Kind::Json | Kind::Bytes { .. } | Kind::Other { .. }))) => Err(error(
            part.span,
            format!(
                "`{name}` is {}, which stores compare differently: use the function of `validate = ..`",
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
                "`{first}` has {scale} decimal places and `{name}` has {other}: give both the same scale \
                 with `#[fin(decimal(scale = ..))]`"
            ),
        )),
        _ if std::mem::discriminant(kind) == std::mem::discriminant(other) => Ok(()),
        _ => Err(error(
            part.span,
            format!(
                "cannot compare columns of different kinds: `{first}` is {} and `{name}` is {}",
                described(kind),
                described(other)
            ),
        )),
    }
}

fn check_literal_fits(part: &Part, name: &str, kind: &Kind) -> Result<()> {
    let mismatch = |message: String| Err(error(part.span, message));
    match (&part.term, kind) {
        (Term::Column(_), _) | (Term::Text(_), Kind::Text { .. }) | (Term::Bool(_), Kind::Bool) => Ok(()),
        (Term::Number(digits), Kind::Integer) => match digits.parse::<i64>() {
            Ok(_) => Ok(()),
            Err(_) if digits.contains('.') => {
                mismatch(format!("`{name}` is an integer: write this number without a decimal point"))
            }
            Err(_) => mismatch(format!(
                "this number is out of range for `{name}`: write one that fits into an \
                                 `i64`"
            )),
        },
        (Term::Number(digits), Kind::Decimal { precision, scale }) => {
            check_digits_fit(digits, *precision, *scale, part.span, name)
        }
        (_, Kind::Time | Kind::Date | Kind::Uuid) => mismatch(format!(
            "`{name}` is {}, which has no literal: compare it with another column",
            described(kind)
        )),
        _ => mismatch(format!("`{name}` is {}: compare it with a literal of that kind", described(kind))),
    }
}

fn check_digits_fit(digits: &str, precision: u8, scale: u8, span: Span, name: &str) -> Result<()> {
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    if decimals.len() > usize::from(scale) {
        return Err(error(
            span,
            format!(
                "`{name}` has {scale} decimal places and this number has {}: write at most {scale}",
                decimals.len()
            ),
        ));
    }
    if whole.trim_start_matches('0').len() > usize::from(precision - scale) {
        return Err(error(
            span,
            format!(
                "this number is out of range for `{name}`, which has {} digits before the decimal point: \
                 write a smaller one",
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
                "only integers and decimals can be added and subtracted, and this is {}: compare it \
                 directly",
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
                "a sum of more than {MOST_TERMS} terms can overflow: store a part of it in a separate \
                 column"
            ),
        )),
    }
}

fn check_can_be_ordered(operator: Operator, span: Span, kind: &Kind) -> Result<()> {
    let because = match (operator, kind) {
        (Operator::Eq | Operator::Ne, _) => return Ok(()),
        (_, Kind::Bool) => "booleans have no order",
        (_, Kind::Uuid) => "UUIDs have no order",
        (_, Kind::Text { .. }) => "stores sort text differently",
        _ => return Ok(()),
    };
    Err(error(span, format!("{because}: compare with `==` or `!=`")))
}
