//! The options of a field.

use darling::error::Accumulator;
use proc_macro2::Span;
use syn::spanned::Spanned as _;
use syn::{Expr, Ident, LitStr, Meta, Path};

use super::StructOptions;
use super::error;
use super::group::Group;
use super::number::Number;
use super::options::options;
use super::sizes::{Decimal, Length};
use super::value::{Metas, Read, Switch, on};

options! {
    /// The options of `#[fin(..)]` on one field. A `Span` is a marker.
    struct FieldOptions = "a field", not StructOptions;

    "id"           => id: Option<Span>;
    "tenant"       => tenant: Option<Span>;
    "created_at"   => created_at: Option<Span>;
    "updated_at"   => updated_at: Option<Span>;
    "deleted_at"   => deleted_at: Option<Span>;
    "version"      => version: Option<Span>;
    "column"       => column: Option<LitStr>, "column = \"name\"";
    "renamed_from" => renamed_from: Option<LitStr>, "renamed_from = \"old_name\"";
    "skip"         => skip: Option<Switch>;
    "readonly"     => readonly: Option<Switch>;
    "internal"     => internal: Option<Switch>;
    "secret"       => secret: Option<Switch>;
    "json"         => json: Option<Switch>;
    "filter"       => filter: Option<Switch>;
    "order"        => order: Option<Switch>;
    "search"       => search: Option<Switch>;
    "adjust"       => adjust: Option<Switch>;
    "sum"          => sum: Option<Switch>;
    "min"          => min: Option<Switch>;
    "max"          => max: Option<Switch>;
    "count_distinct" => count_distinct: Option<Switch>;
    "group"        => group: Option<Group>, "group(month)";
    "number"       => number: Option<Number>, "number(per = \"tenant\")";
    "unique"       => unique: Option<Switch>;
    "index"        => index: Option<Switch>;
    "default"      => default: Option<Default>;
    "decimal"      => decimal: Option<Decimal>, "decimal(precision = 18, scale = 4)";
    "fixed"        => fixed: Option<LitStr>, "fixed = \"EUR\"";
    "currency_column" => currency_column: Option<LitStr>, "currency_column = \"currency\"";
    "currency_renamed_from" => currency_renamed_from: Option<LitStr>, "currency_renamed_from = \"old_name\"";
    "length"       => length: Option<Length>, "length(max = 255)";
    "belongs_to"   => belongs_to: Option<Path>, "belongs_to = \"Goal\"";
    "validate"     => validate: Option<Metas>, "validate(length(min = 1))";
    "schema"       => schema: Option<Metas>, "schema(example = \"Food\")";
}

impl FieldOptions {
    /// The span of an option, if it was written.
    pub(crate) fn span_of(&self, option: &str) -> Option<Span> {
        self.seen.iter().find(|seen| *seen == option).map(Ident::span)
    }
}

impl FieldOptions {
    /// Whether something can be computed from the field.
    pub(crate) fn has_aggregates(&self) -> bool {
        let switches = [self.sum, self.min, self.max, self.count_distinct];
        self.group.is_some() || switches.into_iter().any(|switch| on(switch).is_some())
    }
}

/// `default` or `default = expr`.
pub(crate) struct Default {
    pub(crate) value: Option<Expr>,
}

impl Read for Default {
    fn read(item: &Meta, _example: &str, errors: &mut Accumulator) -> Option<Self> {
        match item {
            Meta::Path(_) => Some(Self { value: None }),
            Meta::NameValue(pair) => Some(Self { value: Some(pair.value.clone()) }),
            Meta::List(list) => {
                errors.push(error(
                    list.path.span(),
                    "`default` takes no parentheses: write `default` for the type's own default, or `default = value`",
                ));
                None
            }
        }
    }
}
