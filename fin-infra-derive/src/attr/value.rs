//! The values of options. Each reader takes an example of the option, which its errors show.

use darling::ast::NestedMeta;
use darling::error::Accumulator;
use proc_macro2::Span;
use syn::spanned::Spanned as _;
use syn::{Expr, ExprLit, Lit, LitInt, LitStr, Meta, MetaList, MetaNameValue, Path};

use super::error;
use super::options::{items, spelled};

/// The field that holds the value of an option.
pub(super) trait Value: Default {
    /// Whether the option can be written more than once.
    const IS_REPEATABLE: bool;

    /// Reads the option where it is written.
    fn set(&mut self, item: &Meta, example: &str, errors: &mut Accumulator);
}

/// The value of an option that is written once.
pub(super) trait Read: Sized {
    /// Reads the value, or collects what is wrong with it.
    fn read(item: &Meta, example: &str, errors: &mut Accumulator) -> Option<Self>;
}

impl<T: Read> Value for Option<T> {
    const IS_REPEATABLE: bool = false;

    fn set(&mut self, item: &Meta, example: &str, errors: &mut Accumulator) {
        *self = T::read(item, example, errors);
    }
}

/// An option that is on or off.
#[derive(Clone, Copy)]
pub(crate) struct Switch {
    pub(crate) on: bool,
    /// The option's name.
    pub(crate) span: Span,
}

/// The span of a switch that is on.
pub(crate) fn on(switch: Option<Switch>) -> Option<Span> {
    switch.filter(|switch| switch.on).map(|switch| switch.span)
}

impl Read for Switch {
    /// `option`, `option = true` or `option = false`. An invalid value counts as on.
    fn read(item: &Meta, _example: &str, errors: &mut Accumulator) -> Option<Self> {
        let span = item.path().span();
        let on = match item {
            Meta::Path(_) => Some(true),
            Meta::NameValue(pair) => boolean(&pair.value),
            Meta::List(_) => None,
        };
        if on.is_none() {
            let option = spelled(item.path());
            errors.push(error(
                value_span(item),
                format!("`{option}` is on or off: write `{option}`, or `{option} = false` to turn it off"),
            ));
        }
        Some(Self { on: on.unwrap_or(true), span })
    }
}

impl Read for Span {
    /// A marker: an option without a value, which cannot be turned off.
    fn read(item: &Meta, example: &str, errors: &mut Accumulator) -> Option<Self> {
        let switch = Switch::read(item, example, errors)?;
        if !switch.on {
            let option = spelled(item.path());
            errors.push(error(
                switch.span,
                format!("`{option}` marks the field and takes no value: remove `{option} = false`"),
            ));
            return None;
        }
        Some(switch.span)
    }
}

impl Read for LitStr {
    /// `option = "text"`.
    fn read(item: &Meta, example: &str, errors: &mut Accumulator) -> Option<Self> {
        let literal = match item {
            Meta::NameValue(pair) => string_literal(&pair.value),
            Meta::Path(_) | Meta::List(_) => None,
        };
        if literal.is_none() {
            errors.push(error(
                value_span(item),
                format!("`{}` takes a string: write `{example}`", spelled(item.path())),
            ));
        }
        literal
    }
}

impl Value for Vec<LitStr> {
    const IS_REPEATABLE: bool = true;

    fn set(&mut self, item: &Meta, example: &str, errors: &mut Accumulator) {
        self.extend(names(item, example, errors));
    }
}

/// `option = "name"` or `option("name", "other")`: names of columns.
pub(super) fn names(item: &Meta, example: &str, errors: &mut Accumulator) -> Vec<LitStr> {
    let Meta::List(list) = item else { return LitStr::read(item, example, errors).into_iter().collect() };
    let mut names = Vec::new();
    for inner in items(list.tokens.clone(), errors) {
        names.extend(name(&inner, example, errors));
    }
    check_is_not_empty(item, list, example, errors);
    names
}

/// One name of a list. A name without quotes is an error, and its meaning is clear.
pub(super) fn name(item: &NestedMeta, example: &str, errors: &mut Accumulator) -> Option<LitStr> {
    match item {
        NestedMeta::Lit(Lit::Str(literal)) => Some(literal.clone()),
        NestedMeta::Meta(Meta::Path(path)) => {
            let spelled = spelled(path);
            errors.push(error(path.span(), format!("expected a name in quotes: write `\"{spelled}\"`")));
            Some(LitStr::new(&spelled, path.span()))
        }
        other => {
            errors.push(error(other.span(), format!("expected a name in quotes, as in `{example}`")));
            None
        }
    }
}

pub(super) fn check_is_not_empty(item: &Meta, list: &MetaList, example: &str, errors: &mut Accumulator) {
    if list.tokens.is_empty() {
        errors.push(error(
            item.path().span(),
            format!("`{}` is empty: write `{example}`", spelled(item.path())),
        ));
    }
}

impl Read for Path {
    /// `option = some::path` or `option = "some::path"`.
    fn read(item: &Meta, example: &str, errors: &mut Accumulator) -> Option<Self> {
        let found = match item {
            Meta::NameValue(pair) => path_expression(&pair.value),
            Meta::Path(_) | Meta::List(_) => None,
        };
        if found.is_none() {
            errors.push(error(
                value_span(item),
                format!("`{}` takes a path: write `{example}`", spelled(item.path())),
            ));
        }
        found
    }
}

impl Value for Vec<Path> {
    const IS_REPEATABLE: bool = true;

    fn set(&mut self, item: &Meta, example: &str, errors: &mut Accumulator) {
        self.extend(paths(item, example, errors));
    }
}

/// `option("Some", "other::Path")`, or a single path after `=`.
pub(super) fn paths(item: &Meta, example: &str, errors: &mut Accumulator) -> Vec<Path> {
    let Meta::List(list) = item else { return Path::read(item, example, errors).into_iter().collect() };
    let mut paths = Vec::new();
    for inner in items(list.tokens.clone(), errors) {
        let found = match &inner {
            NestedMeta::Lit(Lit::Str(literal)) => parse_path(literal),
            NestedMeta::Meta(Meta::Path(path)) => Some(path.clone()),
            _ => None,
        };
        match found {
            Some(path) => paths.push(path),
            None => {
                errors.push(error(inner.span(), format!("expected the path of a type: write `{example}`")));
            }
        }
    }
    check_is_not_empty(item, list, example, errors);
    paths
}

/// Attributes that are forwarded to another crate: `option(anything, goes = "here")`.
pub(crate) struct Metas {
    /// The option's name.
    pub(crate) span: Span,
    pub(crate) items: Vec<Meta>,
}

impl Read for Metas {
    fn read(item: &Meta, example: &str, errors: &mut Accumulator) -> Option<Self> {
        let Meta::List(list) = item else {
            let option = spelled(item.path());
            errors.push(error(value_span(item), format!("`{option}` takes parentheses: write `{example}`")));
            return None;
        };
        let items = items(list.tokens.clone(), errors);
        Some(Self {
            span: item.path().span(),
            items: items.into_iter().filter_map(|item| forwarded(item, example, errors)).collect(),
        })
    }
}

fn forwarded(item: NestedMeta, example: &str, errors: &mut Accumulator) -> Option<Meta> {
    match item {
        NestedMeta::Meta(meta) => Some(meta),
        // Another crate may take a type where syn's `Meta` has an expression: `value_type = Vec<String>`.
        NestedMeta::NameValueInvalidExpr(pair) => Some(Meta::NameValue(MetaNameValue {
            path: pair.path,
            eq_token: pair.eq_token,
            value: Expr::Verbatim(pair.value),
        })),
        NestedMeta::Lit(literal) => {
            errors.push(error(literal.span(), format!("expected an attribute, as in `{example}`")));
            None
        }
    }
}

impl Read for LitInt {
    /// `option = 4`.
    fn read(item: &Meta, example: &str, errors: &mut Accumulator) -> Option<Self> {
        if let Meta::NameValue(pair) = item
            && let Expr::Lit(ExprLit { lit: Lit::Int(literal), .. }) = ungrouped(&pair.value)
        {
            return Some(literal.clone());
        }
        errors.push(error(
            value_span(item),
            format!("`{}` takes an integer: write `{example}`", spelled(item.path())),
        ));
        None
    }
}

/// The span of the value, or of the option's name if there is none.
pub(super) fn value_span(item: &Meta) -> Span {
    match item {
        Meta::Path(path) => path.span(),
        Meta::List(list) => list.path.span(),
        Meta::NameValue(pair) => pair.value.span(),
    }
}

/// An expression without the invisible group that a declarative macro puts around it.
pub(crate) fn ungrouped(expression: &Expr) -> &Expr {
    match expression {
        Expr::Group(group) => ungrouped(&group.expr),
        other => other,
    }
}

fn boolean(value: &Expr) -> Option<bool> {
    match ungrouped(value) {
        Expr::Lit(ExprLit { lit: Lit::Bool(literal), .. }) => Some(literal.value),
        _ => None,
    }
}

fn string_literal(value: &Expr) -> Option<LitStr> {
    match ungrouped(value) {
        Expr::Lit(ExprLit { lit: Lit::Str(literal), .. }) => Some(literal.clone()),
        _ => None,
    }
}

fn path_expression(value: &Expr) -> Option<Path> {
    match ungrouped(value) {
        Expr::Path(path) if path.qself.is_none() => Some(path.path.clone()),
        Expr::Lit(ExprLit { lit: Lit::Str(literal), .. }) => parse_path(literal),
        _ => None,
    }
}

fn parse_path(literal: &LitStr) -> Option<Path> {
    literal.parse_with(Path::parse_mod_style).ok()
}
