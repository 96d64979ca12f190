//! The words of a field.

use darling::error::Accumulator;
use proc_macro2::Span;
use syn::spanned::Spanned as _;
use syn::{Expr, Ident, LitStr, Meta, Path};

use super::refuse;
use super::sizes::{Decimal, Length, decimal, length};
use super::value::{self, Metas, Switch};
use super::words::AttributeOptions;

/// Everything that `#[fin(..)]` on one field said.
#[derive(std::default::Default)]
pub(crate) struct FieldWords {
    pub(crate) seen: Vec<Ident>,
    pub(crate) id: Option<Span>,
    pub(crate) tenant: Option<Span>,
    pub(crate) created_at: Option<Span>,
    pub(crate) updated_at: Option<Span>,
    pub(crate) deleted_at: Option<Span>,
    pub(crate) version: Option<Span>,
    pub(crate) column: Option<LitStr>,
    pub(crate) renamed_from: Option<LitStr>,
    pub(crate) skip: Option<Switch>,
    pub(crate) readonly: Option<Switch>,
    pub(crate) internal: Option<Switch>,
    pub(crate) secret: Option<Switch>,
    pub(crate) json: Option<Switch>,
    pub(crate) filter: Option<Switch>,
    pub(crate) order: Option<Switch>,
    pub(crate) search: Option<Switch>,
    pub(crate) unique: Option<Switch>,
    pub(crate) index: Option<Switch>,
    pub(crate) default: Option<Default>,
    pub(crate) decimal: Option<Decimal>,
    pub(crate) length: Option<Length>,
    pub(crate) belongs_to: Option<Path>,
    pub(crate) validate: Option<Metas>,
    pub(crate) schema: Option<Metas>,
}

/// `default` or `default = expr`.
pub(crate) struct Default {
    pub(crate) value: Option<Expr>,
}

impl FieldWords {
    /// Where a word stands, if it was written.
    pub(crate) fn span_of(&self, word: &str) -> Option<Span> {
        self.seen.iter().find(|seen| *seen == word).map(Ident::span)
    }
}

impl AttributeOptions for FieldWords {
    const KNOWN: &'static [&'static str] = &[
        "id",
        "tenant",
        "created_at",
        "updated_at",
        "deleted_at",
        "version",
        "column",
        "renamed_from",
        "skip",
        "readonly",
        "internal",
        "secret",
        "json",
        "filter",
        "order",
        "search",
        "unique",
        "index",
        "default",
        "decimal",
        "length",
        "belongs_to",
        "validate",
        "schema",
    ];
    const REPEATABLE: &'static [&'static str] = &[];
    const ELSEWHERE: (&'static [&'static str], &'static str) = (
        &[
            "table",
            "path",
            "crate",
            "rls",
            "soft_delete",
            "immutable",
            "timestamps",
            "unique_ci",
            "check",
            "backends",
            "repository",
            "create",
            "read",
            "update",
            "query",
            "delete",
            "http",
            "migrate",
            "prepare",
            "children",
        ],
        "is said of the whole resource: write it in `#[fin(..)]` on the struct",
    );

    fn seen(&mut self) -> &mut Vec<Ident> {
        &mut self.seen
    }

    fn keep(&mut self, word: &str, item: &Meta, errors: &mut Accumulator) {
        match word {
            "column" => self.column = value::string(item, "column = \"name\"", errors),
            "renamed_from" => self.renamed_from = value::string(item, "renamed_from = \"old_name\"", errors),
            "default" => self.default = errors.handle(default(item)),
            "decimal" => self.decimal = Some(decimal(item, errors)),
            "length" => self.length = length(item, errors),
            "belongs_to" => self.belongs_to = value::path(item, "belongs_to = \"Goal\"", errors),
            "validate" => self.validate = value::metas(item, "validate(length(min = 1))", errors),
            "schema" => self.schema = value::metas(item, "schema(example = \"Food\")", errors),
            "id" => self.id = value::marker(item, errors),
            "tenant" => self.tenant = value::marker(item, errors),
            "created_at" => self.created_at = value::marker(item, errors),
            "updated_at" => self.updated_at = value::marker(item, errors),
            "deleted_at" => self.deleted_at = value::marker(item, errors),
            "version" => self.version = value::marker(item, errors),
            _ => self.keep_switch(word, value::switch(item, errors)),
        }
    }
}

impl FieldWords {
    fn keep_switch(&mut self, word: &str, switch: Switch) {
        let slot = match word {
            "skip" => &mut self.skip,
            "readonly" => &mut self.readonly,
            "internal" => &mut self.internal,
            "secret" => &mut self.secret,
            "json" => &mut self.json,
            "filter" => &mut self.filter,
            "order" => &mut self.order,
            "search" => &mut self.search,
            "unique" => &mut self.unique,
            _ => &mut self.index,
        };
        *slot = Some(switch);
    }
}

fn default(item: &Meta) -> darling::Result<Default> {
    match item {
        Meta::Path(_) => Ok(Default { value: None }),
        Meta::NameValue(pair) => Ok(Default { value: Some(pair.value.clone()) }),
        Meta::List(list) => Err(refuse(
            list.path.span(),
            "a default is written `default`, for the type's own, or `default = value`",
        )),
    }
}
