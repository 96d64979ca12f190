//! Which columns a list can be filtered, ordered and searched by, and which can be adjusted.

use darling::Result;
use darling::error::Accumulator;
use proc_macro2::Span;
use syn::LitStr;

use super::draft::Draft;
use super::layout::Layout;
use super::secrets::check_is_not_secret;
use super::{BelongsTo, Column, Kind, Money, Role, Settings, adjust, money, names, orders};
use crate::attr::{Columns, StructOptions, Switch, error, on};
use crate::shared::{FILTER_FUNCTIONS, LIST_PARAMETERS};

/// A use of a column, the options that request it, and the flag of the column.
struct Use {
    option: &'static str,
    on_field: fn(&Draft) -> Option<Switch>,
    flag: fn(&mut Column) -> &mut bool,
    /// Reports the first reason why the column cannot be used in this way.
    check: fn(&Draft, Span, &Use, &Settings) -> Result<()>,
}

const FILTER: Use = Use {
    option: "filter",
    on_field: |draft| draft.options.filter,
    flag: |column| &mut column.filter,
    check: check_can_be_listed,
};
const ORDER: Use = Use {
    option: "order",
    on_field: |draft| draft.options.order,
    flag: |column| &mut column.order,
    check: |draft, span, usage, settings| {
        check_can_be_listed(draft, span, usage, settings)
            .and_then(|()| money::check_can_be_ordered(draft, span))
    },
};
const SEARCH: Use = Use {
    option: "search",
    on_field: |draft| draft.options.search,
    flag: |column| &mut column.search,
    check: |draft, span, usage, settings| {
        check_can_be_listed(draft, span, usage, settings).and_then(|()| check_can_be_searched(draft, span))
    },
};
const ADJUST: Use = Use {
    option: "adjust",
    on_field: |draft| draft.options.adjust,
    flag: |column| &mut column.adjust,
    check: |draft, span, _, settings| adjust::check(draft, span, settings),
};

/// Sets the flags of the columns that the options of the fields or of the struct name.
/// Returns the orders by several columns.
pub(super) fn mark(
    layout: &mut Layout,
    options: &StructOptions,
    table: &str,
    errors: &mut Accumulator,
) -> Vec<Columns> {
    mark_use(&FILTER, layout, &options.filter.columns, errors);
    let (orders, composite) = orders::split(&options.order.columns, errors);
    mark_use(&ORDER, layout, &orders, errors);
    let composite = composite.into_iter().filter(|order| mark_order(order, layout, errors)).collect();
    mark_use(&SEARCH, layout, &options.search, errors);
    mark_use(&ADJUST, layout, &options.adjust.columns, errors);
    mark_currencies(layout);
    for draft in &mut layout.drafts {
        mark_parent(draft, table, errors);
    }
    for ordinal in 0..layout.drafts.len() {
        let (before, rest) = layout.drafts.split_at_mut(ordinal);
        let draft = &mut rest[0];
        if errors.handle(check_orders_differ(draft, before)).is_none() {
            draft.column.order = false;
        }
        if errors.handle(check_is_no_function(draft)).is_none() {
            draft.column.filter = false;
        }
        if layout.settings.parts.http {
            errors.handle(check_is_no_parameter(draft));
        }
    }
    composite
}

/// Allows lists to be ordered by each column of an order. Returns whether all of them are valid.
fn mark_order(order: &Columns, layout: &mut Layout, errors: &mut Accumulator) -> bool {
    let mut ordinals = Vec::new();
    for name in &order.names {
        let Some(ordinal) = errors.handle(layout.find(&name.value(), name.span())) else {
            recover_from_typo(&ORDER, layout, &name.value());
            continue;
        };
        let draft = &mut layout.drafts[ordinal];
        if errors.handle((ORDER.check)(draft, name.span(), &ORDER, &layout.settings)).is_some() {
            draft.column.order = true;
            ordinals.push(ordinal);
        }
    }
    ordinals.len() == order.names.len() && errors.handle(orders::check(order, &ordinals, layout)).is_some()
}

fn mark_use(usage: &Use, layout: &mut Layout, listed: &[LitStr], errors: &mut Accumulator) {
    let mut requested: Vec<(usize, Span)> = layout
        .drafts
        .iter()
        .enumerate()
        // `managed` has checked the options of managed fields.
        .filter(|(_, draft)| draft.column.role == Role::Data)
        .filter_map(|(ordinal, draft)| Some((ordinal, on((usage.on_field)(draft))?)))
        .collect();
    for name in listed {
        let Some(ordinal) = errors.handle(layout.find(&name.value(), name.span())) else {
            recover_from_typo(usage, layout, &name.value());
            continue;
        };
        let once = check_is_listed_once(&layout.drafts[ordinal], ordinal, name.span(), &requested, usage);
        if errors.handle(once).is_some() {
            requested.push((ordinal, name.span()));
        }
    }
    for (ordinal, span) in requested {
        let draft = &mut layout.drafts[ordinal];
        if errors.handle((usage.check)(draft, span, usage, &layout.settings)).is_some() {
            *(usage.flag)(&mut draft.column) = true;
        }
    }
}

/// Sets the flag of the column that was probably meant, so that `BudgetOrder::Name` in the program is not a second error.
fn recover_from_typo(usage: &Use, layout: &mut Layout, name: &str) {
    let Some(ordinal) = layout.guess(name) else { return };
    let draft = &mut layout.drafts[ordinal];
    if (usage.check)(draft, draft.span, usage, &layout.settings).is_ok() {
        *(usage.flag)(&mut draft.column) = true;
    }
}

/// Whether any option requests a search, even of a column that cannot be searched.
pub(super) fn is_searchable(layout: &Layout, options: &StructOptions) -> bool {
    let requested = |draft: &Draft| draft.column.role == Role::Data && on(draft.options.search).is_some();
    !options.search.is_empty() || layout.drafts.iter().any(requested)
}

/// Children are found by their foreign key, so lists can be filtered by it as well.
fn mark_parent(draft: &mut Draft, table: &str, errors: &mut Accumulator) {
    let Some(parent) = draft.options.belongs_to.clone() else { return };
    if draft.column.role != Role::Data {
        return;
    }
    if errors.handle(check_can_refer(draft)).is_some() {
        let name = names::constraint_name("fk", table, &draft.column.name);
        draft.column.belongs_to = Some(BelongsTo { parent, name });
        draft.column.filter = true;
    }
}

/// Lists that are filtered by an amount can also be filtered by its currency.
fn mark_currencies(layout: &mut Layout) {
    for ordinal in 1..layout.drafts.len() {
        if layout.drafts[ordinal].column.money == Some(Money::Currency) {
            layout.drafts[ordinal].column.filter |= layout.drafts[ordinal - 1].column.filter;
        }
    }
}

/// Reports the first reason why a list cannot use a column in this way.
fn check_can_be_listed(draft: &Draft, span: Span, usage: &Use, _: &Settings) -> Result<()> {
    check_is_not_the_tenant(draft, span, usage)
        .and_then(|()| draft.check_is_not_json(span, usage.option))
        .and_then(|()| check_is_not_secret(draft, span, usage.option))
}

fn check_is_listed_once(
    draft: &Draft,
    ordinal: usize,
    span: Span,
    requested: &[(usize, Span)],
    usage: &Use,
) -> Result<()> {
    if requested.iter().all(|(before, _)| *before != ordinal) {
        return Ok(());
    }
    Err(error(span, format!("duplicate `{}` in `{}`: remove one of them", draft.name(), usage.option)))
}

fn check_is_not_the_tenant(draft: &Draft, span: Span, usage: &Use) -> Result<()> {
    if draft.column.role != Role::Tenant {
        return Ok(());
    }
    Err(error(
        span,
        format!(
            "`{}` by the tenant has no effect, because a repository sees the rows of one tenant: remove it \
             from the list",
            usage.option
        ),
    ))
}

fn check_can_be_searched(draft: &Draft, span: Span) -> Result<()> {
    let message = match (draft.column.role, &draft.column.kind) {
        (Role::Data, Kind::Text { .. }) => return Ok(()),
        (Role::Data, Kind::Other { .. }) => {
            "and the derive cannot tell whether this type is text: make it a `String`, or use `filter`"
                .to_owned()
        }
        (Role::Data, _) => format!("and this field is {}: use `filter` instead", draft.described()),
        _ => "and this column is managed by the library: name another field".to_owned(),
    };
    Err(error(span, format!("`search` needs a `String` column, {message}")))
}

fn check_can_refer(draft: &Draft) -> Result<()> {
    let span = draft.options.span_of("belongs_to").unwrap_or(draft.span);
    let kind = &draft.column.kind;
    match kind {
        Kind::Uuid | Kind::Text { .. } | Kind::Integer | Kind::Other { .. } => {
            check_is_not_secret(draft, span, "belongs_to")
        }
        Kind::Decimal { .. }
        | Kind::Bool
        | Kind::Float
        | Kind::Time
        | Kind::Date
        | Kind::Json
        | Kind::Bytes { .. } => Err(error(
            span,
            format!(
                "`belongs_to` needs the type of the parent's id, and this field is {}: write that type",
                draft.described()
            ),
        )),
    }
}

/// Two fields whose names differ only in underscores have the same variant of the order type.
fn check_orders_differ(draft: &Draft, before: &[Draft]) -> Result<()> {
    let variant = draft.column.variant();
    match before.iter().find(|other| other.column.order && other.column.variant() == variant) {
        Some(other) if draft.column.order => Err(error(
            draft.span,
            format!(
                "`{}` and this field have the same order variant `{variant}`: rename one of them",
                other.name()
            ),
        )),
        _ => Ok(()),
    }
}

fn check_is_no_function(draft: &Draft) -> Result<()> {
    let name = draft.name();
    if !draft.column.filter || !FILTER_FUNCTIONS.contains(&name.as_str()) {
        return Ok(());
    }
    Err(error(
        draft.span,
        format!(
            "a filter method cannot have the name `{name}`, which every filter has already: rename the field (and \
             keep the column with `column = \"{name}\"`), or remove `filter`"
        ),
    ))
}

/// In the REST API, a filter is a query parameter of the list, in addition to those of every list.
fn check_is_no_parameter(draft: &Draft) -> Result<()> {
    let name = draft.name();
    if !draft.column.filter || !LIST_PARAMETERS.contains(&name.as_str()) {
        return Ok(());
    }
    Err(error(
        draft.span,
        format!(
            "`{name}` is a query parameter of every list in the REST API and cannot be a filter: rename the \
             field (and keep the column with `column = \"{name}\"`), or write `http = false` on the struct"
        ),
    ))
}
