//! A column on its way into the model.

use proc_macro2::Span;
use syn::LitStr;
use syn::ext::IdentExt as _;

use super::Column;
use crate::attr::FieldOptions;

/// A column on its way into the model.
pub(super) struct Draft {
    pub(super) column: Column,
    /// What was written on the field; nothing for a managed column that the struct does not name.
    pub(super) options: FieldOptions,
    /// Where to point: at the field's name, or at the struct's for a column without a field.
    pub(super) span: Span,
}

impl Draft {
    /// The field's name, as lists and rules spell it.
    pub(super) fn name(&self) -> String {
        self.column.field.unraw().to_string()
    }

    /// Where the column's name stands.
    pub(super) fn name_span(&self) -> Span {
        self.options.column.as_ref().map_or(self.span, LitStr::span)
    }
}
