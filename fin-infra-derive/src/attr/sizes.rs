//! `length(max = 255)` and `decimal(precision = 18, scale = 4)`.

use darling::ast::NestedMeta;
use darling::error::Accumulator;
use proc_macro2::Span;
use syn::spanned::Spanned as _;
use syn::{LitInt, Meta};

use super::value::{number, value_span};
use super::words::{items, spelled};
use super::{refuse, suggestion};

const LENGTH: &str = "length(max = 255)";
const DECIMAL: &str = "decimal(precision = 18, scale = 4)";

/// `length(max = ..)`.
pub(crate) struct Length {
    /// Where the word stands.
    pub(crate) span: Span,
    pub(crate) max: LitInt,
}

/// `decimal(..)`; what is left out has its default.
pub(crate) struct Decimal {
    /// Where the word stands.
    pub(crate) span: Span,
    pub(crate) precision: Option<LitInt>,
    pub(crate) scale: Option<LitInt>,
}

/// Reads `length(max = ..)`.
pub(super) fn length(item: &Meta, errors: &mut Accumulator) -> Option<Length> {
    let Meta::List(list) = item else {
        errors.push(refuse(value_span(item), format!("`length` has a greatest value: write `{LENGTH}`")));
        return None;
    };
    let mut max = None;
    let items = items(list.tokens.clone(), errors);
    if items.is_empty() {
        errors.push(refuse(item.path().span(), format!("`length` wants a greatest value: write `{LENGTH}`")));
    }
    for item in &items {
        errors.handle(check_is_a_size(item, &["max"], LENGTH));
        if let Some(item) = named(item, "max") {
            max = number(item, LENGTH, errors);
        }
    }
    max.map(|max| Length { span: item.path().span(), max })
}

/// Reads `decimal`, alone or with its sizes.
pub(super) fn decimal(item: &Meta, errors: &mut Accumulator) -> Decimal {
    let mut decimal = Decimal { span: item.path().span(), precision: None, scale: None };
    match item {
        Meta::Path(_) => {}
        Meta::NameValue(_) => {
            errors.push(refuse(value_span(item), format!("`decimal` has two sizes: write `{DECIMAL}`")));
        }
        Meta::List(list) => {
            for item in items(list.tokens.clone(), errors) {
                errors.handle(check_is_a_size(&item, &["precision", "scale"], DECIMAL));
                if let Some(item) = named(&item, "precision") {
                    decimal.precision = number(item, DECIMAL, errors);
                } else if let Some(item) = named(&item, "scale") {
                    decimal.scale = number(item, DECIMAL, errors);
                }
            }
        }
    }
    decimal
}

fn named<'a>(item: &'a NestedMeta, word: &str) -> Option<&'a Meta> {
    match item {
        NestedMeta::Meta(meta) if meta.path().is_ident(word) => Some(meta),
        _ => None,
    }
}

fn check_is_a_size(item: &NestedMeta, known: &[&str], example: &str) -> darling::Result<()> {
    match item {
        NestedMeta::Meta(meta) if known.iter().any(|word| meta.path().is_ident(word)) => Ok(()),
        NestedMeta::Meta(meta) if meta.path().is_ident("min") => Err(refuse(
            meta.path().span(),
            format!(
                "a column has no least length: write `{example}`, and let a `validate(..)` rule ask for the least"
            ),
        )),
        NestedMeta::Meta(meta) => {
            let word = spelled(meta.path());
            let meant = suggestion(&word, known.iter().copied());
            Err(refuse(meta.path().span(), format!("`{word}` is no size: {meant}")))
        }
        other => Err(refuse(other.span(), format!("the size has a name: write `{example}`"))),
    }
}
