//! The options of the struct.

use darling::ast::NestedMeta;
use darling::error::Accumulator;
use proc_macro2::Span;
use syn::parse::ParseStream;
use syn::spanned::Spanned as _;
use syn::{Expr, LitStr, Meta, Path};

use super::generated::{GeneratedOptions, PartOptions};
use super::options::{items, options, spelled};
use super::value::{self, Read, Switch, Value, value_span};
use super::{FieldOptions, error};

options! {
    /// The options of `#[fin(..)]` on the struct.
    struct StructOptions = "the struct", not FieldOptions;

    "table"        => table: Option<LitStr>, "table = \"budgets\"";
    "path"         => path: Option<LitStr>, "path = \"/budgets\"";
    "crate"        => core: Option<Path>, "crate = \"fin_infra\"";
    "tenant"       => tenant: Option<Switch>;
    "rls"          => rls: Option<Switch>;
    "distribution" => distribution: Option<LitStr>, "distribution = \"citus\"";
    "soft_delete"  => soft_delete: Option<Switch>;
    "version"      => version: Option<Switch>;
    "immutable"    => immutable: Option<Switch>;
    "timestamps"   => timestamps: Option<Switch>;
    "search"       => search: Vec<LitStr>, "search(\"name\", \"notes\")";
    "filter"       => filter: ListOptions, "filter(\"name\")";
    "order"        => order: ListOptions, "order(\"name\")";
    "adjust"       => adjust: ListOptions, "adjust(\"balance\")";
    "aggregate"    => aggregate: GeneratedOptions;
    "unique"       => uniques: Vec<Columns>, "unique(\"user_id\", \"name\")";
    "unique_ci"    => uniques_ignoring_case: Vec<Columns>, "unique_ci(\"name\")";
    "index"        => indexes: Vec<Columns>, "index(\"user_id\")";
    "check"        => checks: Vec<Expr>, "check(net_worth == total_assets - total_liabilities)";
    "backends"     => backends: Option<Columns>, "backends(\"postgres\", \"memory\")";
    "repository"   => repository: PartOptions;
    "create"       => create: PartOptions;
    "read"         => read: GeneratedOptions;
    "update"       => update: PartOptions;
    "query"        => query: GeneratedOptions;
    "delete"       => delete: Option<Switch>;
    "http"         => http: Option<Switch>;
    "migrate"      => migrate: Option<Switch>;
    "prepare"      => prepare: Option<Hook>, "prepare = tidy_budget";
    "validate"     => validate: Option<Hook>, "validate = check_budget";
    "children"     => children: Vec<Path>, "children(\"Transaction\")";
}

/// An option that lists columns, and by the same name configures the type generated from them.
#[derive(Default)]
pub(crate) struct ListOptions {
    pub(crate) columns: Vec<LitStr>,
    pub(crate) generated: GeneratedOptions,
}

impl Value for ListOptions {
    const IS_REPEATABLE: bool = true;

    /// Reads `filter("a", "b")`, `filter = "a"` and `filter(name = "..")`, in any mix.
    fn set(&mut self, item: &Meta, example: &str, errors: &mut Accumulator) {
        let Meta::List(list) = item else {
            self.columns.extend(LitStr::read(item, example, errors));
            return;
        };
        let option = spelled(item.path());
        for inner in items(list.tokens.clone(), errors) {
            match &inner {
                NestedMeta::Meta(meta @ (Meta::List(_) | Meta::NameValue(_))) => {
                    self.generated.set_one(&option, meta, errors);
                }
                other => self.columns.extend(value::name(other, example, errors)),
            }
        }
        value::check_is_not_empty(item, list, example, errors);
    }
}

/// One list of names.
pub(crate) struct Columns {
    /// The option's name.
    pub(crate) span: Span,
    pub(crate) names: Vec<LitStr>,
}

impl Read for Columns {
    fn read(item: &Meta, example: &str, errors: &mut Accumulator) -> Option<Self> {
        Some(Self { span: item.path().span(), names: value::names(item, example, errors) })
    }
}

impl Value for Vec<Columns> {
    const IS_REPEATABLE: bool = true;

    fn set(&mut self, item: &Meta, example: &str, errors: &mut Accumulator) {
        self.extend(Columns::read(item, example, errors));
    }
}

/// A function of the application.
pub(crate) struct Hook {
    /// The option's name.
    pub(crate) span: Span,
    pub(crate) path: Path,
}

impl Read for Hook {
    fn read(item: &Meta, example: &str, errors: &mut Accumulator) -> Option<Self> {
        Some(Self { path: Path::read(item, example, errors)?, span: item.path().span() })
    }
}

impl Value for Vec<Expr> {
    const IS_REPEATABLE: bool = true;

    /// Reads the expression of one `check(..)`.
    fn set(&mut self, item: &Meta, example: &str, errors: &mut Accumulator) {
        self.extend(errors.handle(rule(item, example)));
    }
}

fn rule(item: &Meta, example: &str) -> darling::Result<Expr> {
    let Meta::List(list) = item else {
        return Err(error(value_span(item), format!("`check` takes a Rust expression: write `{example}`")));
    };
    if list.tokens.is_empty() {
        return Err(error(item.path().span(), format!("`check` is empty: write `{example}`")));
    }
    let parser = |input: ParseStream<'_>| {
        let rule = input.parse()?;
        if input.is_empty() {
            Ok(rule)
        } else {
            Err(input.error("expected the end of the rule (write one `check(..)` for each rule)"))
        }
    };
    list.parse_args_with(parser).map_err(|reason| {
        let hint = "a rule compares sums and joins comparisons with `&&`, as in `a < b && b < c + d`";
        error(reason.span(), format!("{reason}; {hint}"))
    })
}
