//! Reads the query of a list.

use fin_infra_core::internal::at_most;
use fin_infra_core::query::limits::MAX_ORDER_COLUMNS;
use fin_infra_core::query::{
    Cursor, DEFAULT_PAGE_SIZE, Direction, OrderColumn, Ordering, Query, Rows, Start,
};
use fin_infra_core::schema::{Column, Table};

use super::HttpResource;
use super::field::Field;
use super::parameters::Parameters;
use super::problem::Problem;
use super::value::{ConditionText, FilterOperator};

/// The maximum size of a page; larger sizes are reduced to it.
pub(super) const MAX_PAGE_SIZE: u32 = 100;

/// Reads a query, and rejects unknown parameters.
pub(super) fn query<R: HttpResource>(mut parameters: Parameters) -> Result<Query<R>, Problem> {
    let mut query = Query::<R>::new();
    let taken = &mut parameters;
    query.page_size = taken.read("page_size", page_size).unwrap_or(DEFAULT_PAGE_SIZE);
    query.start = start(taken);
    query.with_total = taken.flag("with_total");
    if !R::TABLE.search.is_empty() {
        query.search.extend(taken.take("q").filter(|text| !text.is_empty()));
    }
    if R::TABLE.deleted_at.is_some() {
        query.rows = rows(taken);
    }
    query.order = order::<R::Order>(taken, R::TABLE);
    filter::<R>(taken, &mut query.filter);
    parameters.finish(|| names(R::TABLE, R::FIELDS))?;
    Ok(query)
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
    let filters = table.columns.iter().zip(fields).filter(|(column, _)| column.filter);
    names.extend(filters.flat_map(|(column, field)| conditions(column, field).map(|(name, _)| name)));
    names
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

fn page_size(text: &str) -> Result<u32, String> {
    match number(text) {
        Some(0) | None => Err(format!("must be a number from 1 to {MAX_PAGE_SIZE}")),
        Some(size) => Ok(size.min(MAX_PAGE_SIZE)),
    }
}

fn page(text: &str) -> Result<u32, String> {
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
fn order<O: OrderColumn>(parameters: &mut Parameters, table: &'static Table) -> Vec<Ordering<O>> {
    if O::ALL.is_empty() {
        return Vec::new();
    }
    let has_columns = parameters.has_name("order_by");
    // As with conditions, a list is one parameter or a repeated one.
    let columns = match parameters.take_all("order_by").as_slice() {
        [] => Ok(Vec::new()),
        texts => order_columns::<O>(&texts.join(","), table),
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
        (Some(direction), &[(column, None)]) => return vec![Ordering { column, direction }],
        (Some(_), _) => parameters.reject(
            "order_dir",
            "applies to a single column without `-`; prefix each descending column of order_by with `-`",
        ),
    }
    let ordering = |(column, direction): (O, Option<Direction>)| Ordering {
        column,
        direction: direction.unwrap_or(Direction::Ascending),
    };
    columns.into_iter().map(ordering).collect()
}

/// Reads columns that are separated by commas, each with an optional `-`.
fn order_columns<O: OrderColumn>(
    text: &str,
    table: &'static Table,
) -> Result<Vec<(O, Option<Direction>)>, String> {
    let names = text.split(',');
    if names.clone().count() > MAX_ORDER_COLUMNS {
        return Err(at_most("columns", MAX_ORDER_COLUMNS));
    }
    let field = |column: O| table.columns[column.ordinal()].field;
    let read = |name: &str| {
        let (name, direction) = match name.strip_prefix('-') {
            Some(name) => (name, Some(Direction::Descending)),
            None => (name, None),
        };
        let column = O::ALL.iter().copied().find(|&column| field(column) == name);
        column.map(|column| (column, direction)).ok_or_else(|| {
            let names: Vec<&str> = O::ALL.iter().map(|&column| field(column)).collect();
            format!("must be a comma-separated list of: {}", names.join(", "))
        })
    };
    names.map(read).collect()
}

fn filter<R: HttpResource>(parameters: &mut Parameters, filter: &mut R::Filter) {
    let columns = R::TABLE.columns.iter().zip(R::FIELDS).enumerate();
    for (ordinal, (column, field)) in columns.filter(|(_, (column, _))| column.filter) {
        if !parameters.has_prefix(column.field) {
            continue;
        }
        for (name, operator) in conditions(column, field) {
            // A list of values may also be a repeated parameter.
            let texts = match operator {
                FilterOperator::In => {
                    let texts = parameters.take_all(&name);
                    (!texts.is_empty()).then(|| texts.join(","))
                }
                _ => parameters.take(&name),
            };
            let Some(text) = texts else { continue };
            if let Err(reason) = R::filter_by(filter, ordinal, &ConditionText { operator, text }) {
                parameters.reject(&name, reason);
            }
        }
    }
}
