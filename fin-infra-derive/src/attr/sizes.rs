//! `length(max = 255)` and `decimal(precision = 18, scale = 4)`.

use darling::ast::NestedMeta;
use darling::error::Accumulator;
use proc_macro2::Span;
use syn::spanned::Spanned as _;
use syn::{LitInt, Meta, Path};

use super::options::{items, spelled};
use super::value::{Read, value_span};
use super::{error, suggestion};

/// `length(max = ..)`.
pub(crate) struct Length {
    /// The option's name.
    pub(crate) span: Span,
    pub(crate) max: LitInt,
}

/// `decimal(..)`; each size may be absent.
pub(crate) struct Decimal {
    /// The option's name.
    pub(crate) span: Span,
    pub(crate) precision: Option<LitInt>,
    pub(crate) scale: Option<LitInt>,
}

impl Read for Length {
    fn read(item: &Meta, example: &str, errors: &mut Accumulator) -> Option<Self> {
        let Meta::List(list) = item else {
            errors.push(error(value_span(item), format!("`length` takes a maximum: write `{example}`")));
            return None;
        };
        let mut max = None;
        let items = items(list.tokens.clone(), errors);
        if items.is_empty() {
            errors.push(error(item.path().span(), format!("`length` is empty: write `{example}`")));
        }
        errors.handle(check_are_named_once(&items));
        for size in &items {
            errors.handle(check_is_known(size, item, &["max"], example));
            if let Some(size) = named(size, "max") {
                max = LitInt::read(size, example, errors);
            }
        }
        max.map(|max| Self { span: item.path().span(), max })
    }
}

impl Read for Decimal {
    fn read(item: &Meta, example: &str, errors: &mut Accumulator) -> Option<Self> {
        let mut decimal = Self { span: item.path().span(), precision: None, scale: None };
        match item {
            Meta::Path(_) => {}
            Meta::NameValue(_) => errors.push(error(
                value_span(item),
                format!("`decimal` takes a precision and a scale: write `{example}`"),
            )),
            Meta::List(list) => {
                let items = items(list.tokens.clone(), errors);
                errors.handle(check_are_named_once(&items));
                for size in items {
                    errors.handle(check_is_known(&size, item, &["precision", "scale"], example));
                    if let Some(size) = named(&size, "precision") {
                        decimal.precision = LitInt::read(size, example, errors);
                    } else if let Some(size) = named(&size, "scale") {
                        decimal.scale = LitInt::read(size, example, errors);
                    }
                }
            }
        }
        Some(decimal)
    }
}

/// Reports a value that is written twice.
pub(super) fn check_are_named_once(sizes: &[NestedMeta]) -> darling::Result<()> {
    let names: Vec<&Path> = sizes
        .iter()
        .filter_map(|size| match size {
            NestedMeta::Meta(meta) => Some(meta.path()),
            NestedMeta::Lit(_) | NestedMeta::NameValueInvalidExpr(_) => None,
        })
        .collect();
    match names.iter().enumerate().find(|(position, name)| names[..*position].contains(name)) {
        Some((_, name)) => {
            let message = format!("duplicate option `{}`: remove one of them", spelled(name));
            Err(error(name.span(), message))
        }
        None => Ok(()),
    }
}

pub(super) fn named<'a>(size: &'a NestedMeta, name: &str) -> Option<&'a Meta> {
    match size {
        NestedMeta::Meta(meta) if meta.path().is_ident(name) => Some(meta),
        _ => None,
    }
}

pub(super) fn check_is_known(
    size: &NestedMeta,
    option: &Meta,
    known: &[&str],
    example: &str,
) -> darling::Result<()> {
    match size {
        NestedMeta::Meta(meta) if known.iter().any(|name| meta.path().is_ident(name)) => Ok(()),
        NestedMeta::Meta(meta) if meta.path().is_ident("min") && known == ["max"] => Err(error(
            meta.path().span(),
            format!(
                "a column has no minimum length: write `{example}`, and check the minimum with `validate(..)`"
            ),
        )),
        NestedMeta::Meta(meta) => {
            let (name, option) = (spelled(meta.path()), spelled(option.path()));
            let suggestion = suggestion(&name, known.iter().copied());
            Err(error(meta.path().span(), format!("unknown option `{name}` in `{option}(..)`: {suggestion}")))
        }
        other => Err(error(other.span(), format!("expected a named value: write `{example}`"))),
    }
}
