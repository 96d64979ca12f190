//! `number(per = "tenant")`.

use darling::error::Accumulator;
use proc_macro2::Span;
use syn::spanned::Spanned as _;
use syn::{LitStr, Meta};

use super::error;
use super::options::items;
use super::sizes::{check_are_named_once, check_is_known, named};
use super::value::{Read, value_span};

/// `number(per = "tenant")`: the rows of each tenant are numbered.
#[derive(Clone, Copy)]
pub(crate) struct Number {
    /// The option's name.
    pub(crate) span: Span,
}

impl Read for Number {
    /// A value that cannot be read has one meaning only, so it counts as written.
    fn read(item: &Meta, example: &str, errors: &mut Accumulator) -> Option<Self> {
        let number = Self { span: item.path().span() };
        let Meta::List(list) = item else {
            errors.push(error(
                value_span(item),
                format!("`number` must say which rows are counted together: write `{example}`"),
            ));
            return Some(number);
        };
        let items = items(list.tokens.clone(), errors);
        if items.is_empty() {
            errors.push(error(number.span, format!("`number` is empty: write `{example}`")));
        }
        errors.handle(check_are_named_once(&items));
        for inner in &items {
            errors.handle(check_is_known(inner, item, &["per"], example));
            let Some(per) = named(inner, "per").and_then(|per| LitStr::read(per, example, errors)) else {
                continue;
            };
            if per.value() != "tenant" {
                errors.push(error(
                    per.span(),
                    format!("rows can be numbered for each tenant only: write `{example}`"),
                ));
            }
        }
        Some(number)
    }
}
