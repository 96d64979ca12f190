//! The words of the struct.

use darling::ast::NestedMeta;
use darling::error::Accumulator;
use proc_macro2::Span;
use syn::parse::ParseStream;
use syn::spanned::Spanned as _;
use syn::{Expr, Ident, LitStr, Meta, Path};

use super::generated::{GeneratedWords, PartWords};
use super::refuse;
use super::value::{self, Switch, value_span};
use super::words::{AttributeOptions, items, spelled};

/// Everything that `#[fin(..)]` on the struct said.
#[derive(Default)]
pub(crate) struct StructWords {
    pub(crate) seen: Vec<Ident>,
    pub(crate) table: Option<LitStr>,
    pub(crate) path: Option<LitStr>,
    pub(crate) core: Option<Path>,
    pub(crate) tenant: Option<Switch>,
    pub(crate) rls: Option<Switch>,
    pub(crate) distribution: Option<LitStr>,
    pub(crate) soft_delete: Option<Switch>,
    pub(crate) version: Option<Switch>,
    pub(crate) immutable: Option<Switch>,
    pub(crate) timestamps: Option<Switch>,
    pub(crate) delete: Option<Switch>,
    pub(crate) http: Option<Switch>,
    pub(crate) migrate: Option<Switch>,
    pub(crate) repository: PartWords,
    pub(crate) create: PartWords,
    pub(crate) update: PartWords,
    pub(crate) read: GeneratedWords,
    pub(crate) query: GeneratedWords,
    pub(crate) filter: ListWords,
    pub(crate) order: ListWords,
    pub(crate) search: Vec<LitStr>,
    pub(crate) uniques: Vec<Columns>,
    pub(crate) uniques_ignoring_case: Vec<Columns>,
    pub(crate) indexes: Vec<Columns>,
    pub(crate) checks: Vec<Expr>,
    pub(crate) children: Vec<Path>,
    pub(crate) backends: Option<Columns>,
    pub(crate) prepare: Option<Hook>,
    pub(crate) validate: Option<Hook>,
}

/// A word that lists columns, and by the same name changes the type generated from them.
#[derive(Default)]
pub(crate) struct ListWords {
    pub(crate) columns: Vec<LitStr>,
    pub(crate) generated: GeneratedWords,
}

/// One list of names.
pub(crate) struct Columns {
    /// Where the word stands.
    pub(crate) span: Span,
    pub(crate) names: Vec<LitStr>,
}

/// A function of the app.
pub(crate) struct Hook {
    /// Where the word stands.
    pub(crate) span: Span,
    pub(crate) path: Path,
}

impl AttributeOptions for StructWords {
    const KNOWN: &'static [&'static str] = &[
        "table",
        "path",
        "crate",
        "tenant",
        "rls",
        "distribution",
        "soft_delete",
        "version",
        "immutable",
        "timestamps",
        "search",
        "filter",
        "order",
        "unique",
        "unique_ci",
        "index",
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
        "validate",
        "children",
    ];
    const REPEATABLE: &'static [&'static str] = &[
        "search",
        "filter",
        "order",
        "unique",
        "unique_ci",
        "index",
        "check",
        "repository",
        "create",
        "read",
        "update",
        "query",
        "children",
    ];
    const ELSEWHERE: (&'static [&'static str], &'static str) = (
        &[
            "id",
            "created_at",
            "updated_at",
            "deleted_at",
            "column",
            "skip",
            "readonly",
            "internal",
            "secret",
            "default",
            "json",
            "decimal",
            "length",
            "belongs_to",
            "renamed_from",
            "schema",
        ],
        "is said of one field: write it in `#[fin(..)]` on that field",
    );

    fn seen(&mut self) -> &mut Vec<Ident> {
        &mut self.seen
    }

    fn keep(&mut self, word: &str, item: &Meta, errors: &mut Accumulator) {
        match word {
            "table" => self.table = value::string(item, "table = \"budgets\"", errors),
            "path" => self.path = value::string(item, "path = \"/budgets\"", errors),
            "crate" => self.core = value::path(item, "crate = \"fin_infra\"", errors),
            "distribution" => {
                self.distribution = value::string(item, "distribution = \"citus\"", errors);
            }
            "prepare" => self.prepare = hook(item, "prepare = tidy_budget", errors),
            "validate" => self.validate = hook(item, "validate = check_budget", errors),
            "filter" => self.filter.keep(item, errors),
            "order" => self.order.keep(item, errors),
            "search" => self.search.extend(value::names(item, "search(\"name\", \"notes\")", errors)),
            "unique" => self.uniques.push(columns(item, "unique(\"user_id\", \"name\")", errors)),
            "unique_ci" => self.uniques_ignoring_case.push(columns(item, "unique_ci(\"name\")", errors)),
            "index" => self.indexes.push(columns(item, "index(\"user_id\")", errors)),
            "backends" => self.backends = Some(columns(item, "backends(\"postgres\", \"memory\")", errors)),
            "check" => self.checks.extend(errors.handle(rule(item))),
            "children" => self.children.extend(value::paths(item, "children(\"Transaction\")", errors)),
            "read" => self.read.keep(item, errors),
            "query" => self.query.keep(item, errors),
            "repository" => self.repository.keep(item, errors),
            "create" => self.create.keep(item, errors),
            "update" => self.update.keep(item, errors),
            _ => self.keep_switch(word, value::switch(item, errors)),
        }
    }
}

impl StructWords {
    fn keep_switch(&mut self, word: &str, switch: Switch) {
        let slot = match word {
            "tenant" => &mut self.tenant,
            "rls" => &mut self.rls,
            "soft_delete" => &mut self.soft_delete,
            "version" => &mut self.version,
            "immutable" => &mut self.immutable,
            "timestamps" => &mut self.timestamps,
            "delete" => &mut self.delete,
            "http" => &mut self.http,
            _ => &mut self.migrate,
        };
        *slot = Some(switch);
    }
}

impl ListWords {
    /// Reads `filter("a", "b")`, `filter = "a"` and `filter(name = "..")`, mixed as they come.
    fn keep(&mut self, item: &Meta, errors: &mut Accumulator) {
        let word = spelled(item.path());
        let example = format!("{word}(\"name\")");
        let Meta::List(list) = item else {
            self.columns.extend(value::string(item, &example, errors));
            return;
        };
        for inner in items(list.tokens.clone(), errors) {
            match &inner {
                NestedMeta::Meta(meta @ (Meta::List(_) | Meta::NameValue(_))) => {
                    self.generated.keep_change(&word, meta, errors);
                }
                other => self.columns.extend(value::name(other, &example, errors)),
            }
        }
        if list.tokens.is_empty() {
            errors.push(refuse(item.path().span(), format!("`{word}` names nothing: write `{example}`")));
        }
    }
}

fn columns(item: &Meta, example: &str, errors: &mut Accumulator) -> Columns {
    Columns { span: item.path().span(), names: value::names(item, example, errors) }
}

fn hook(item: &Meta, example: &str, errors: &mut Accumulator) -> Option<Hook> {
    let path = value::path(item, example, errors)?;
    Some(Hook { span: item.path().span(), path })
}

fn rule(item: &Meta) -> darling::Result<Expr> {
    const EXAMPLE: &str = "check(net_worth == total_assets - total_liabilities)";
    let Meta::List(list) = item else {
        return Err(refuse(value_span(item), format!("a rule is written as Rust: write `{EXAMPLE}`")));
    };
    if list.tokens.is_empty() {
        return Err(refuse(item.path().span(), format!("`check` wants a rule: write `{EXAMPLE}`")));
    }
    let parser = |input: ParseStream<'_>| {
        let rule = input.parse()?;
        if input.is_empty() {
            Ok(rule)
        } else {
            Err(input.error("expected the end of the rule (write `check(..)` once for each)"))
        }
    };
    list.parse_args_with(parser).map_err(|error| {
        let hint = "a rule compares sums and joins comparisons with `&&`, as in `a < b && b < c + d`";
        refuse(error.span(), format!("{error}; {hint}"))
    })
}
