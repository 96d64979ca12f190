//! A column while the model is built.

use darling::Result;
use proc_macro2::Span;
use syn::LitStr;
use syn::ext::IdentExt as _;

use super::kinds::{MONEY, described};
use super::{Column, Kind};
use crate::attr::{FieldOptions, error};

/// A column while the model is built.
pub(super) struct Draft {
    pub(super) column: Column,
    /// The options of the field; the defaults for a managed column without a field.
    pub(super) options: FieldOptions,
    /// The field's name, or the struct's for a column without a field.
    pub(super) span: Span,
}

impl Draft {
    /// The field's name, as lists and rules write it.
    pub(super) fn name(&self) -> String {
        self.column.field.unraw().to_string()
    }

    /// What the field is, in a message after "is".
    pub(super) fn described(&self) -> &'static str {
        if self.column.money.is_some() { MONEY } else { described(&self.column.kind) }
    }

    /// The span of the column's name.
    pub(super) fn name_span(&self) -> Span {
        self.options.column.as_ref().map_or(self.span, LitStr::span)
    }

    /// Reports an option that compares the values of a column that is stored as JSON.
    pub(super) fn check_is_not_json(&self, span: Span, option: &str) -> Result<()> {
        if self.column.kind != Kind::Json {
            return Ok(());
        }
        Err(error(
            span,
            format!(
                "`{}` is stored as JSON, which stores compare differently: move what `{option}` needs to a separate \
                 column",
                self.name()
            ),
        ))
    }
}
