//! Orders by several columns: `order("status, due")`.

use darling::error::Accumulator;
use syn::LitStr;

use super::Role;
use super::layout::Layout;
use crate::attr::{Columns, error};

/// The limit of each list, `MAX_ORDER_COLUMNS` of the core.
const MAX_COLUMNS: usize = 8;

/// Separates the names of single columns from those of orders by several.
pub(super) fn split(listed: &[LitStr], errors: &mut Accumulator) -> (Vec<LitStr>, Vec<Columns>) {
    let (composite, single): (Vec<_>, Vec<_>) =
        listed.iter().cloned().partition(|order| order.value().contains(','));
    (single, composite.iter().filter_map(|order| errors.handle(names(order))).collect())
}

fn names(order: &LitStr) -> darling::Result<Columns> {
    let span = order.span();
    let text = order.value();
    let names: Vec<&str> = text.split(',').map(str::trim).collect();
    if let Some(name) = names.iter().find(|name| name.starts_with('-') || name.contains(' ')) {
        let column = name.trim_start_matches('-').split(' ').next().unwrap_or_default();
        return Err(error(
            span,
            format!(
                "an index serves all columns ascending or all descending, and the query says which: write `{column}` \
                 for `{name}`"
            ),
        ));
    }
    if names.contains(&"") {
        return Err(error(span, "a name is missing beside a comma: write `order(\"status, due\")`"));
    }
    Ok(Columns { span, names: names.into_iter().map(|name| LitStr::new(name, span)).collect() })
}

/// Reports the first reason why the index of an order would not serve it.
pub(super) fn check(order: &Columns, ordinals: &[usize], layout: &Layout) -> darling::Result<()> {
    let columns = || ordinals.iter().map(|&ordinal| &layout.drafts[ordinal]);
    if let Some(deletion) = columns().find(|draft| draft.column.role == Role::DeletedAt) {
        return Err(error(
            order.span,
            format!("the index has live rows only: remove `{}` from the list", deletion.name()),
        ));
    }
    if ordinals.len() > MAX_COLUMNS {
        return Err(error(order.span, "a list can be ordered by at most eight columns: name fewer"));
    }
    if let Some(id) = columns().find(|draft| draft.column.role == Role::Id) {
        return Err(error(
            order.span,
            format!("every order ends with the id: remove `{}` from the list", id.name()),
        ));
    }
    // Databases have nulls at different ends of their indexes. A list reads those of the first column separately.
    match columns().skip(1).find(|draft| draft.column.nullable) {
        Some(nullable) => Err(error(
            order.span,
            format!(
                "no index serves an order in which `{}` is null after another column: make it the first one, or not an \
                 `Option`",
                nullable.name()
            ),
        )),
        None => Ok(()),
    }
}
