//! Reads the query of a list.

use fin_infra_core::internal::at_most;
use fin_infra_core::query::limits::MAX_ORDER_COLUMNS;
use fin_infra_core::query::{Cursor, DEFAULT_PAGE_SIZE, Direction, Rows, Start};
use fin_infra_core::schema::{Column, Table};

use super::field::Field;
use super::parameters::Parameters;
use super::problem::Problem;
use super::rows::{Filtered, Listing, Selected};
use super::value::{ConditionText, FilterOperator};

/// The maximum size of a page; larger sizes are reduced to it.
pub(super) const MAX_PAGE_SIZE: u32 = 100;

/// Reads a query, and rejects unknown parameters. `further` parameters were taken before.
pub(super) fn read(
    mut parameters: Parameters,
    table: &'static Table,
    fields: &'static [Field],
    listing: &mut dyn Listing,
    further: &[&str],
) -> Result<(Start, u32), Problem> {
    let taken = &mut parameters;
    let page_size = taken.read("page_size", page_size).unwrap_or(DEFAULT_PAGE_SIZE);
    let start = start(taken);
    let with_total = taken.flag("with_total");
    let search = search(taken, table);
    let rows = if table.deleted_at.is_some() { rows(taken) } else { Rows::Live };
    for (column, direction) in order(taken, table, &listing.orders()) {
        listing.order_by(column, direction);
    }
    filter(taken, table, fields, listing);
    parameters.finish(|| {
        names(table, fields).into_iter().chain(further.iter().map(|&name| name.to_owned())).collect()
    })?;
    listing.select(Selected { rows, search, start: start.clone(), page_size, with_total });
    Ok((start, page_size))
}

/// The names of all parameters of a list.
pub(super) fn names(table: &'static Table, fields: &'static [Field]) -> Vec<String> {
    let mut names: Vec<String> = ["page", "page_size", "cursor", "with_total"].map(str::to_owned).into();
    if !table.search.is_empty() {
        names.push("q".to_owned());
    }
    if table.deleted_at.is_some() {
        names.extend(["include_deleted", "only_deleted"].map(str::to_owned));
    }
    if table.columns.iter().any(|column| column.order) {
        names.extend(["order_by", "order_dir"].map(str::to_owned));
    }
    names.extend(filters(table, fields));
    names
}

/// The names of the parameters of a filter.
pub(super) fn filters(table: &'static Table, fields: &'static [Field]) -> impl Iterator<Item = String> {
    let columns = table.columns.iter().zip(fields).filter(|(column, _)| column.filter);
    columns.flat_map(|(column, field)| conditions(column, field).map(|(name, _)| name))
}

/// The parameters of a column, with their operators.
pub(super) fn conditions(
    column: &'static Column,
    field: &'static Field,
) -> impl Iterator<Item = (String, FilterOperator)> {
    let operators = FilterOperator::of_column(column.nullable, (field.is_text)());
    let others = operators.map(|(name, operator)| (format!("{}[{name}]", column.field), operator));
    std::iter::once((column.field.to_owned(), FilterOperator::Eq)).chain(others)
}

/// Takes the text to search for.
pub(super) fn search(parameters: &mut Parameters, table: &'static Table) -> Option<String> {
    let is_searched = !table.search.is_empty();
    is_searched.then(|| parameters.take("q")).flatten().filter(|text| !text.is_empty())
}

pub(super) fn page_size(text: &str) -> Result<u32, String> {
    match number(text) {
        Some(0) | None => Err(format!("must be a number from 1 to {MAX_PAGE_SIZE}")),
        Some(size) => Ok(size.min(MAX_PAGE_SIZE)),
    }
}

pub(super) fn page(text: &str) -> Result<u32, String> {
    number(text).filter(|&page| page > 0).ok_or_else(|| "must be 1 or more".to_owned())
}

/// A number of digits; a number that is too large becomes the largest one.
fn number(text: &str) -> Option<u32> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().unwrap_or(u32::MAX))
}

fn start(parameters: &mut Parameters) -> Start {
    let page = parameters.read("page", page);
    let read = |text: &str| text.parse::<Cursor>().map_err(|error| error.reason().to_owned());
    match (page, parameters.read("cursor", read)) {
        (Some(_), Some(_)) => {
            parameters.reject("page", "cannot be combined with `cursor`");
            Start::Page(1)
        }
        (_, Some(cursor)) => Start::After(cursor),
        (page, None) => Start::Page(page.unwrap_or(1)),
    }
}

fn rows(parameters: &mut Parameters) -> Rows {
    match (parameters.flag("include_deleted"), parameters.flag("only_deleted")) {
        (true, true) => {
            parameters.reject("only_deleted", "cannot be combined with `include_deleted`");
            Rows::Live
        }
        (true, false) => Rows::All,
        (false, true) => Rows::Deleted,
        (false, false) => Rows::Live,
    }
}

/// Reads `order_by=-amount,name`, or a single column with `order_dir`.
fn order(parameters: &mut Parameters, table: &'static Table, all: &[usize]) -> Vec<(usize, Direction)> {
    if all.is_empty() {
        return Vec::new();
    }
    let has_columns = parameters.has_name("order_by");
    // As with conditions, a list is one parameter or a repeated one.
    let columns = match parameters.take_all("order_by").as_slice() {
        [] => Ok(Vec::new()),
        texts => order_columns(&texts.join(","), table, all),
    };
    let columns = columns.unwrap_or_else(|reason| {
        parameters.reject("order_by", reason);
        Vec::new()
    });
    let direction = parameters.read("order_dir", |direction| match direction {
        "asc" => Ok(Direction::Ascending),
        "desc" => Ok(Direction::Descending),
        _ => Err("must be asc or desc".to_owned()),
    });
    match (direction, &columns[..]) {
        (None, _) => {}
        (Some(_), []) if has_columns => {}
        (Some(_), []) => parameters.reject("order_dir", "requires `order_by`"),
        (Some(direction), &[(column, None)]) => return vec![(column, direction)],
        (Some(_), _) => parameters.reject(
            "order_dir",
            "applies to a single column without `-`; prefix each descending column of order_by with `-`",
        ),
    }
    let columns = columns.into_iter();
    columns.map(|(column, direction)| (column, direction.unwrap_or(Direction::Ascending))).collect()
}

/// Reads columns that are separated by commas, each with an optional `-`.
fn order_columns(
    text: &str,
    table: &'static Table,
    all: &[usize],
) -> Result<Vec<(usize, Option<Direction>)>, String> {
    let names = text.split(',');
    if names.clone().count() > MAX_ORDER_COLUMNS {
        return Err(at_most("columns", MAX_ORDER_COLUMNS));
    }
    let field = |column: usize| table.columns[column].field;
    let read = |name: &str| {
        let (name, direction) = match name.strip_prefix('-') {
            Some(name) => (name, Some(Direction::Descending)),
            None => (name, None),
        };
        let column = all.iter().copied().find(|&column| field(column) == name);
        column.map(|column| (column, direction)).ok_or_else(|| {
            let names: Vec<&str> = all.iter().map(|&column| field(column)).collect();
            format!("must be a comma-separated list of: {}", names.join(", "))
        })
    };
    names.map(read).collect()
}

/// Reads the conditions on columns.
pub(super) fn filter(
    parameters: &mut Parameters,
    table: &'static Table,
    fields: &'static [Field],
    filtered: &mut (impl Filtered + ?Sized),
) {
    let columns = table.columns.iter().zip(fields).enumerate();
    for (ordinal, (column, field)) in columns.filter(|(_, (column, _))| column.filter) {
        if !parameters.has_prefix(column.field) {
            continue;
        }
        for (name, operator) in conditions(column, field) {
            let Some(condition) = condition(parameters, &name, operator) else { continue };
            if let Err(reason) = filtered.filter_by(ordinal, &condition) {
                parameters.reject(&name, reason);
            }
        }
    }
}

/// Takes a condition.
pub(super) fn condition(
    parameters: &mut Parameters,
    name: &str,
    operator: FilterOperator,
) -> Option<ConditionText> {
    let text = match operator {
        // A list of values may also be a repeated parameter.
        FilterOperator::In | FilterOperator::NotIn => {
            let texts = parameters.take_all(name);
            (!texts.is_empty()).then(|| texts.join(","))
        }
        _ => parameters.take(name),
    };
    text.map(|text| ConditionText { operator, text })
}
