//! The rules of each field in words, for the documentation of the generated types.
//!
//! The OpenAPI document does not repeat them: its schemas have keywords for them.

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote};
use syn::ext::IdentExt as _;
use syn::{Path, Type};

use super::by_serde;
use super::context::Context;
use super::spelling::{joined, link, listed, spelled};
use crate::model::{Column, Default, Kind, Literal, Money, Role, Rule, Unique, managed_docs};

/// The longest expression that is quoted. A longer one would hide the other rules.
const LONGEST_EXPRESSION: usize = 80;

/// The type on whose page the rules are shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Page {
    Create,
    Read,
    Update,
    Adjust,
}

/// The rules of a field, as documentation that follows its own.
///
/// Other derives on the type do not see them: utoipa would repeat them in descriptions, and clap in its help.
pub(super) fn rules(context: &Context<'_>, ordinal: usize, page: Page) -> TokenStream {
    let (resource, text) = (context.resource, sentences(context, ordinal, page));
    let generated = match page {
        Page::Create => &resource.create,
        Page::Read => &resource.read,
        Page::Update => &resource.update,
        Page::Adjust => &resource.adjust,
    };
    // A paragraph of its own.
    let text = if resource.columns[ordinal].docs.is_empty() { text } else { format!("\n\n{text}") };
    match (text.trim_start().is_empty(), by_serde::is_used(context, generated)) {
        (true, _) => TokenStream::new(),
        (false, true) => quote!(#[cfg_attr(doc, doc = #text)]),
        (false, false) => quote!(#[doc = #text]),
    }
}

/// One sentence for each rule.
pub(super) fn sentences(context: &Context<'_>, ordinal: usize, page: Page) -> String {
    let column = &context.resource.columns[ordinal];
    let is_amount = page == Page::Adjust;
    let sentences = [
        is_amount.then(|| "The amount to add; a negative one is subtracted.".to_owned()),
        managed(column),
        size(&column.kind),
        currency(column),
        checks(context, ordinal, page),
        (!is_amount).then(|| uniques(context, ordinal)).flatten(),
        reference(column),
        (page == Page::Create).then(|| default(column)).flatten(),
        matches!(page, Page::Create | Page::Update).then(|| validated(column)).flatten(),
        access(context, column),
        (!is_amount).then(|| adjusted(context, column)).flatten(),
        (page == Page::Read).then(|| lists(column)).flatten(),
    ];
    sentences.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// The second paragraph about an input type: the fields that JSON may leave out, and the functions that check it.
pub(super) fn of_input(context: &Context<'_>, page: Page) -> String {
    let resource = context.resource;
    let has = |is: fn(&Column) -> bool| context.fields().any(|(_, column)| is(column));
    let optional = match page {
        Page::Create
            if has(|column| column.access.create && (column.nullable || column.default.is_some())) =>
        {
            " JSON may leave out a field that is an `Option` or has a default."
        }
        Page::Update if has(|column| column.access.update && column.nullable) => {
            " `Some(None)` sets a column to null."
        }
        _ => "",
    };
    let hook = |path: &Option<Path>, what: &str| {
        path.as_ref()
            .map(|path| format!(" `{}` {what}.", spelled(path.to_token_stream())))
            .unwrap_or_default()
    };
    let prepare = hook(&resource.prepare, "may change or reject it first");
    let validate = hook(&resource.validate, "may reject it last");
    format!("{optional}{prepare}{validate}")
}

/// The second paragraph about Read: the fields that are not stored.
pub(super) fn not_stored(context: &Context<'_>) -> String {
    let skipped = context.resource.skipped.iter().map(|skipped| skipped.field.unraw().to_string());
    match listed(skipped) {
        Some(names) => format!(" Not stored: {names}."),
        None => String::new(),
    }
}

/// Where the rules are, for the page of the struct itself.
pub(super) fn pointer(context: &Context<'_>) -> String {
    let resource = context.resource;
    let read = &resource.read.name;
    let create = match resource.parts.create {
        true => format!("; [`{}`] also has the defaults", resource.create.name),
        false => String::new(),
    };
    format!("[`{read}`] lists the rules of each field{create}.")
}

/// What the library does with a managed column, if the user documented it in their own words.
fn managed(column: &Column) -> Option<String> {
    let own = managed_docs(column.role);
    let is_default = column.docs.iter().any(|docs| docs.to_token_stream().to_string().contains(own));
    (column.role != Role::Data && !is_default).then(|| own.to_owned())
}

fn size(kind: &Kind) -> Option<String> {
    match kind {
        Kind::Text { max: Some(max) } | Kind::Other { max: Some(max) } => {
            Some(format!("At most {max} characters."))
        }
        Kind::Bytes { max: Some(max) } => Some(format!("At most {max} bytes.")),
        Kind::Decimal { precision, scale: 0 } => {
            Some(format!("At most {precision} digits, no decimal places."))
        }
        Kind::Decimal { precision, scale } => {
            Some(format!("At most {precision} digits, {scale} of them decimal places."))
        }
        Kind::Json => Some("Stored as JSON.".to_owned()),
        _ => None,
    }
}

fn currency(column: &Column) -> Option<String> {
    match &column.money {
        Some(Money::AmountIn(code)) => Some(format!("Always in {code}.")),
        _ => None,
    }
}

/// The rules of the struct that name the column, without those that follow from its type.
fn checks(context: &Context<'_>, ordinal: usize, page: Page) -> Option<String> {
    let checks = context.resource.checks.iter();
    let own =
        checks.filter(|check| !matches!(check.rule, Rule::NullTogether { .. } | Rule::InCurrency { .. }));
    let rules = listed(own.filter(|check| check.rule.names(ordinal)).map(|check| check.source.clone()))?;
    Some(match page {
        Page::Adjust => format!("The result has to satisfy {rules}."),
        _ => format!("Has to satisfy {rules}."),
    })
}

fn uniques(context: &Context<'_>, ordinal: usize) -> Option<String> {
    let uniques = context.resource.uniques.iter().filter(|unique| unique.columns.contains(&ordinal));
    let sentences = uniques.map(|unique| self::unique(context, ordinal, unique)).collect::<Vec<_>>();
    (!sentences.is_empty()).then(|| sentences.join(" "))
}

/// "Together with `user_id`, unique among the live rows of a tenant, ignoring case."
fn unique(context: &Context<'_>, ordinal: usize, unique: &Unique) -> String {
    let resource = context.resource;
    let others =
        unique.columns.iter().filter(|&&other| other != ordinal).map(|&other| &resource.columns[other]);
    let others = others.filter(|other| other.is_field()).map(|other| other.field.unraw().to_string());
    let start =
        listed(others).map_or("Unique".to_owned(), |others| format!("Together with {others}, unique"));
    let rows = match (resource.soft_delete, resource.tenant().is_some()) {
        (true, true) => " among the live rows of a tenant",
        (true, false) => " among live rows",
        (false, true) => " among the rows of a tenant",
        (false, false) => "",
    };
    let case = if unique.ignore_case { ", ignoring case" } else { "" };
    format!("{start}{rows}{case}.")
}

fn reference(column: &Column) -> Option<String> {
    let parent = link(&column.belongs_to.as_ref()?.parent);
    Some(format!("The id of a row of {parent}, which has to exist."))
}

fn default(column: &Column) -> Option<String> {
    let written = match (column.default.as_ref()?, column.literal()) {
        (Default::Expr(expression), _) => spelled(expression.to_token_stream()),
        (Default::Trait, Some(Literal::Text(_))) => "\"\"".to_owned(),
        (Default::Trait, Some(Literal::Bool(value))) => value.to_string(),
        (Default::Trait, Some(Literal::Integer(value))) => value.to_string(),
        (Default::Trait, Some(Literal::Decimal(value))) => value,
        (Default::Trait, None) if column.nullable => "None".to_owned(),
        (Default::Trait, None) => format!("{}::default()", type_name(column)),
    };
    Some(match written.len() <= LONGEST_EXPRESSION && !written.contains('`') {
        true => format!("Defaults to `{written}`."),
        false => "Has a default.".to_owned(),
    })
}

/// The name of the type, without its path and its arguments.
fn type_name(column: &Column) -> String {
    match column.written_value() {
        Type::Path(path) => path.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default(),
        _ => "Default".to_owned(),
    }
}

/// The rules of the crate garde.
fn validated(column: &Column) -> Option<String> {
    let rules = listed(column.validate.iter().map(|rule| spelled(rule.to_token_stream())))?;
    Some(format!("Validated by {rules}."))
}

/// Who may set and see it.
fn access(context: &Context<'_>, column: &Column) -> Option<String> {
    let access = column.access;
    let is_readonly = context.resource.parts.update && access.create && !access.update;
    let sentences = [
        (is_readonly, "Set when the row is created, never by an update."),
        (access.internal, "Set by code, never by JSON."),
        (access.secret, "Secret: never in the JSON of a response, and masked in `Debug`."),
    ];
    let sentences = sentences.into_iter().filter(|(is, _)| *is).map(|(_, text)| text).collect::<Vec<_>>();
    (!sentences.is_empty()).then(|| sentences.join(" "))
}

fn adjusted(context: &Context<'_>, column: &Column) -> Option<String> {
    column.adjust.then(|| format!("[`{}`] adds to it.", context.resource.adjust.name))
}

fn lists(column: &Column) -> Option<String> {
    let uses = [(column.filter, "filtered"), (column.order, "ordered"), (column.search, "searched")];
    let uses = uses.into_iter().filter(|(is, _)| *is).map(|(_, word)| word.to_owned());
    Some(format!("Lists can be {} by it.", joined(uses.collect())?))
}
