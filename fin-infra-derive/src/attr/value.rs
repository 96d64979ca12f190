//! The values that a word can have. Each reader takes an example of the word written right, to show in its refusal.

use darling::ast::NestedMeta;
use darling::error::Accumulator;
use proc_macro2::Span;
use syn::spanned::Spanned as _;
use syn::{Expr, ExprLit, Lit, LitInt, LitStr, Meta, MetaNameValue, Path};

use super::refuse;
use super::words::{items, spelled};

/// A word that is on or off.
#[derive(Clone, Copy)]
pub(crate) struct Switch {
    pub(crate) on: bool,
    /// Where the word stands.
    pub(crate) span: Span,
}

/// Where a switch was turned on.
pub(crate) fn on(switch: Option<Switch>) -> Option<Span> {
    switch.filter(|switch| switch.on).map(|switch| switch.span)
}

/// Something that is forwarded to another crate as it is.
pub(crate) struct Metas {
    /// Where the word stands.
    pub(crate) span: Span,
    pub(crate) items: Vec<Meta>,
}

/// `word`, `word = true` or `word = false`. A switch with a value that is neither is taken to be on: it was meant to
/// be something.
pub(super) fn switch(item: &Meta, errors: &mut Accumulator) -> Switch {
    let span = item.path().span();
    let on = match item {
        Meta::Path(_) => Some(true),
        Meta::NameValue(pair) => boolean(&pair.value),
        Meta::List(_) => None,
    };
    if on.is_none() {
        let word = spelled(item.path());
        errors.push(refuse(
            value_span(item),
            format!("`{word}` is a switch: write `{word}`, or `{word} = false` to turn it off"),
        ));
    }
    Switch { on: on.unwrap_or(true), span }
}

/// A word that marks its field and has no opposite.
pub(super) fn marker(item: &Meta, errors: &mut Accumulator) -> Option<Span> {
    let switch = switch(item, errors);
    if !switch.on {
        let word = spelled(item.path());
        errors.push(refuse(
            switch.span,
            format!("a field plays the part of `{word}` or does not: remove `{word} = false`"),
        ));
        return None;
    }
    Some(switch.span)
}

/// `word = "text"`.
pub(super) fn string(item: &Meta, example: &str, errors: &mut Accumulator) -> Option<LitStr> {
    let literal = match item {
        Meta::NameValue(pair) => string_literal(&pair.value),
        Meta::Path(_) | Meta::List(_) => None,
    };
    if literal.is_none() {
        errors.push(refuse(
            value_span(item),
            format!("`{}` wants a string: write `{example}`", spelled(item.path())),
        ));
    }
    literal
}

/// `word = "name"` or `word("name", "other")`: names of columns.
pub(super) fn names(item: &Meta, example: &str, errors: &mut Accumulator) -> Vec<LitStr> {
    let mut names = Vec::new();
    match item {
        Meta::List(list) => {
            for item in items(list.tokens.clone(), errors) {
                names.extend(name(&item, example, errors));
            }
        }
        Meta::NameValue(_) | Meta::Path(_) => names.extend(string(item, example, errors)),
    }
    if let Meta::List(list) = item
        && list.tokens.is_empty()
    {
        errors.push(refuse(
            item.path().span(),
            format!("`{}` names nothing: write `{example}`", spelled(item.path())),
        ));
    }
    names
}

/// One name of a list. A name without its quotes is refused and then taken for what it plainly means.
pub(super) fn name(item: &NestedMeta, example: &str, errors: &mut Accumulator) -> Option<LitStr> {
    match item {
        NestedMeta::Lit(Lit::Str(literal)) => Some(literal.clone()),
        NestedMeta::Meta(Meta::Path(path)) => {
            let spelled = spelled(path);
            errors.push(refuse(
                path.span(),
                format!("names are written in quotes here: write `\"{spelled}\"`"),
            ));
            Some(LitStr::new(&spelled, path.span()))
        }
        other => {
            errors.push(refuse(other.span(), format!("expected a name in quotes, as in `{example}`")));
            None
        }
    }
}

/// `word = some::path` or `word = "some::path"`.
pub(super) fn path(item: &Meta, example: &str, errors: &mut Accumulator) -> Option<Path> {
    let found = match item {
        Meta::NameValue(pair) => path_expression(&pair.value),
        Meta::Path(_) | Meta::List(_) => None,
    };
    if found.is_none() {
        errors.push(refuse(
            value_span(item),
            format!("`{}` wants a path: write `{example}`", spelled(item.path())),
        ));
    }
    found
}

/// `word("Some", "other::Path")`, or one as [`path`] takes it.
pub(super) fn paths(item: &Meta, example: &str, errors: &mut Accumulator) -> Vec<Path> {
    let Meta::List(list) = item else { return path(item, example, errors).into_iter().collect() };
    let mut paths = Vec::new();
    for item in items(list.tokens.clone(), errors) {
        let found = match &item {
            NestedMeta::Lit(Lit::Str(literal)) => parse_path(literal),
            NestedMeta::Meta(Meta::Path(path)) => Some(path.clone()),
            _ => None,
        };
        match found {
            Some(path) => paths.push(path),
            None => {
                errors.push(refuse(item.span(), format!("expected the path of a type: write `{example}`")));
            }
        }
    }
    if list.tokens.is_empty() {
        errors.push(refuse(
            item.path().span(),
            format!("`{}` names nothing: write `{example}`", spelled(item.path())),
        ));
    }
    paths
}

/// `word(anything, goes = "here")`, for another crate's attribute.
pub(super) fn metas(item: &Meta, example: &str, errors: &mut Accumulator) -> Option<Metas> {
    let Meta::List(list) = item else {
        errors
            .push(refuse(value_span(item), format!("`{}` is written as `{example}`", spelled(item.path()))));
        return None;
    };
    let items = items(list.tokens.clone(), errors);
    Some(Metas {
        span: item.path().span(),
        items: items.into_iter().filter_map(|item| forwarded(item, example, errors)).collect(),
    })
}

fn forwarded(item: NestedMeta, example: &str, errors: &mut Accumulator) -> Option<Meta> {
    match item {
        NestedMeta::Meta(meta) => Some(meta),
        // Another crate may want a type where syn's `Meta` has an expression: `value_type = Vec<String>`.
        NestedMeta::NameValueInvalidExpr(pair) => Some(Meta::NameValue(MetaNameValue {
            path: pair.path,
            eq_token: pair.eq_token,
            value: Expr::Verbatim(pair.value),
        })),
        NestedMeta::Lit(literal) => {
            errors.push(refuse(literal.span(), format!("expected a word, as in `{example}`")));
            None
        }
    }
}

/// The whole number of `word = 4`.
pub(super) fn number(item: &Meta, example: &str, errors: &mut Accumulator) -> Option<LitInt> {
    if let Meta::NameValue(pair) = item
        && let Expr::Lit(ExprLit { lit: Lit::Int(literal), .. }) = ungrouped(&pair.value)
    {
        return Some(literal.clone());
    }
    errors.push(refuse(
        value_span(item),
        format!("`{}` wants a whole number: write `{example}`", spelled(item.path())),
    ));
    None
}

/// Where the value stands, or the word when it has none.
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
