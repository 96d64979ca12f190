//! `group` and `group(month)`.

use darling::ast::NestedMeta;
use darling::error::Accumulator;
use proc_macro2::Span;
use syn::Meta;
use syn::spanned::Spanned as _;

use super::options::{items, spelled};
use super::value::{Read, value_span};
use super::{error, suggestion};

/// A unit of a calendar.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Unit {
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

impl Unit {
    const ALL: [(&'static str, Self); 5] = [
        ("day", Self::Day),
        ("week", Self::Week),
        ("month", Self::Month),
        ("quarter", Self::Quarter),
        ("year", Self::Year),
    ];

    /// Its name in an attribute.
    pub(crate) fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, unit)| *unit == self).map_or("", |(name, _)| name)
    }
}

/// By what rows can be grouped in a column: by its value, or by units of a calendar.
pub(crate) struct Group {
    /// The option's name.
    pub(crate) span: Span,
    /// Empty for its value.
    pub(crate) units: Vec<Unit>,
}

impl Read for Group {
    fn read(item: &Meta, example: &str, errors: &mut Accumulator) -> Option<Self> {
        let mut group = Self { span: item.path().span(), units: Vec::new() };
        match item {
            Meta::Path(_) => {}
            Meta::NameValue(_) => {
                errors.push(error(
                    value_span(item),
                    format!(
                        "write `group` to group by the value itself, or `{example}` for units of a calendar"
                    ),
                ));
                return None;
            }
            Meta::List(list) => {
                let items = items(list.tokens.clone(), errors);
                if items.is_empty() {
                    errors.push(error(
                        group.span,
                        format!("`group()` is empty: write `group`, or `{example}`"),
                    ));
                    return None;
                }
                for item in &items {
                    let unit = errors.handle(unit(item, example));
                    let unit =
                        unit.and_then(|unit| errors.handle(check_is_new(unit, &group.units, item.span())));
                    group.units.extend(unit);
                }
            }
        }
        Some(group)
    }
}

fn unit(item: &NestedMeta, example: &str) -> darling::Result<Unit> {
    let NestedMeta::Meta(Meta::Path(path)) = item else {
        return Err(error(
            item.span(),
            format!("expected a unit of a calendar without quotes: write `{example}`"),
        ));
    };
    let name = spelled(path);
    let units = Unit::ALL;
    match units.iter().find(|(known, _)| *known == name) {
        Some((_, unit)) => Ok(*unit),
        None => {
            let suggestion = suggestion(&name, units.map(|(known, _)| known));
            Err(error(path.span(), format!("unknown unit `{name}` in `group(..)`: {suggestion}")))
        }
    }
}

fn check_is_new(unit: Unit, before: &[Unit], span: Span) -> darling::Result<Unit> {
    if before.contains(&unit) {
        return Err(error(span, format!("duplicate unit `{}`: remove one of them", unit.name())));
    }
    Ok(unit)
}
