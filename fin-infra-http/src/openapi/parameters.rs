//! Parameters of paths and queries.

use fin_infra_core::query::DEFAULT_PAGE_SIZE;
use fin_infra_core::query::limits::{MAX_ORDER_COLUMNS, MAX_SEARCH_LENGTH, MAX_VALUES};
use serde_json::{Value, json};
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn, ParameterStyle};
use utoipa::openapi::schema::{Array, Schema};
use utoipa::openapi::{RefOr, Required};

use super::ExposedResource;
use super::examples::example;
use super::operations::Source;
use super::schemas::{Schemas, fragment};
use crate::Action;
use crate::endpoint::ID;
use crate::list::{self, MAX_PAGE_SIZE};
use crate::selection;
use crate::value::FilterOperator;

/// Any text without U+0000.
const NO_NUL: &str = r"^[^\u0000]*$";

/// A member of a list of texts: a backslash escapes a comma or a backslash.
const MEMBER: &str = r"^([^\\\u0000]|\\[^\u0000])*$";

/// The id in a path.
pub(super) fn id(source: &Source<'_>) -> Option<Parameter> {
    let ordinal = source.exposed.table.id;
    let (field, column) = (source.exposed.fields.get(ordinal)?, source.columns.get(ordinal)?);
    let description = if field.docs.is_empty() { "The id of the row." } else { field.docs };
    let schema = column.compared.clone();
    let id = ParameterBuilder::new().name(ID).parameter_in(ParameterIn::Path).required(Required::True);
    Some(id.description(Some(description)).schema(Some(schema)).build())
}

/// The parameters of a list or a search.
pub(super) fn of_list(source: &Source<'_>, is_search: bool) -> Vec<Parameter> {
    let exposed = source.exposed;
    let mut parameters = page();
    let searches = is_search || exposed.exposes(Action::Search);
    if !exposed.table.search.is_empty() && searches {
        parameters.push(search(exposed, is_search));
    }
    if exposed.table.deleted_at.is_some() {
        parameters.extend(deleted(exposed));
    }
    parameters.extend(order(exposed));
    parameters.extend(source.included.parameter());
    parameters.extend(fields(exposed));
    parameters.extend(filters(source));
    parameters
}

/// The fields of the rows, if requests may select them.
pub(super) fn fields(exposed: &ExposedResource) -> Option<Parameter> {
    if !exposed.selectable {
        return None;
    }
    let names: Vec<Value> = selection::names(exposed.table, exposed.fields).map(Into::into).collect();
    let description = "The fields that each row has in the response, separated by commas or in repeated parameters. The id is \
                       there in any case. Without this parameter, a row has all fields.";
    let mut parameter = some_of(selection::FIELDS, description, &names, names.len());
    if let Some(RefOr::T(Schema::Array(array))) = &mut parameter.schema {
        array.unique_items = true;
    }
    Some(parameter)
}

/// The conditions on columns.
pub(super) fn filters(source: &Source<'_>) -> Vec<Parameter> {
    let exposed = source.exposed;
    let mut parameters = Vec::new();
    let columns = exposed.table.columns.iter().zip(exposed.fields).zip(source.columns);
    for ((column, field), described) in columns.filter(|((column, _), _)| column.filter) {
        let (shown, is_text) = (format!("`{}`", column.field), (field.is_text)());
        let compared = Compared { shown, is_text, schema: &described.compared, schemas: source.schemas };
        let conditions = list::conditions(column, field);
        parameters.extend(conditions.map(|(name, operator)| condition(&name, operator, &compared)));
    }
    parameters
}

/// `hard` of an operation that deletes a row.
pub(super) fn hard() -> Parameter {
    flag(
        "hard",
        "Whether to remove the row permanently. Requires the permission `hard_delete`. Cannot be combined with If-Match.",
    )
}

fn page() -> Vec<Parameter> {
    let mut parameters = numbered_page("rows");
    parameters.extend([
        query(
            "cursor",
            "The `next_cursor` of the previous page, for the same filter, search and order. Each page costs the same, \
             however far down the list it is. Cannot be combined with `page`.",
            fragment(json!({ "type": "string", "pattern": "^([0-9a-fA-F]{2})+$" })),
        ),
        flag("with_total", "Whether to count all rows."),
    ]);
    parameters
}

/// The number and the size of a page.
pub(super) fn numbered_page(items: &str) -> Vec<Parameter> {
    let size = format!(
        "Maximum number of {items} per page. Values above {MAX_PAGE_SIZE} are treated as {MAX_PAGE_SIZE}."
    );
    vec![
        query(
            "page",
            "Page number, counted from 1. Defaults to the first page.",
            fragment(json!({ "type": "integer", "minimum": 1, "examples": [1] })),
        ),
        query(
            "page_size",
            &size,
            fragment(
                json!({ "type": "integer", "minimum": 1, "default": DEFAULT_PAGE_SIZE, "examples": [20] }),
            ),
        ),
    ]
}

pub(super) fn search(exposed: &ExposedResource, required: bool) -> Parameter {
    let columns = exposed.table.search.iter().map(|&ordinal| exposed.table.columns[ordinal].field);
    let columns: Vec<String> = columns.map(|field| format!("`{field}`")).collect();
    let mut description = format!("Text to search for in {}, ignoring case.", columns.join(" or "));
    if !required {
        description.push_str(" Requires the permission `search`.");
    }
    let mut parameter = query("q", &description, text("foo"));
    parameter.required = if required { Required::True } else { Required::False };
    parameter
}

fn deleted(exposed: &ExposedResource) -> impl Iterator<Item = Parameter> {
    let include = "Whether to include deleted rows. Requires the permission `include_deleted`.";
    let only = "Whether to list only deleted rows. Requires the permission `only_deleted`. Cannot be combined with \
                `include_deleted`.";
    let parameters =
        [(Action::IncludeDeleted, "include_deleted", include), (Action::OnlyDeleted, "only_deleted", only)];
    let exposed = parameters.into_iter().filter(|&(action, ..)| exposed.exposes(action));
    exposed.map(|(_, name, description)| flag(name, description))
}

fn order(exposed: &ExposedResource) -> Vec<Parameter> {
    let columns = exposed.table.columns.iter().filter(|column| column.order);
    let names: Vec<Value> =
        columns.flat_map(|column| [column.field.into(), format!("-{}", column.field).into()]).collect();
    if names.is_empty() {
        return Vec::new();
    }
    let by = some_of(
        "order_by",
        "The columns to order by, separated by commas or in repeated parameters; `-` before a column is descending. Rows that \
         are equal in a column are ordered by the next one, and finally by the id. Without this parameter, rows are ordered \
         by the id.",
        &names,
        MAX_ORDER_COLUMNS,
    );
    let direction = query(
        "order_dir",
        "Sort direction; ascending by default. Requires `order_by` with a single column that has no `-`.",
        fragment(json!({ "type": "string", "enum": ["asc", "desc"], "examples": ["desc"] })),
    );
    vec![by, direction]
}

/// A list of at most some of the names, separated by commas.
pub(super) fn some_of(name: &str, description: &str, names: &[Value], most: usize) -> Parameter {
    let schema = fragment(json!({
        "type": "array",
        "minItems": 1,
        "maxItems": most,
        "items": { "type": "string", "enum": names },
        "examples": [names.get(..1)],
    }));
    let mut parameter = query(name, description, schema);
    parameter.style = Some(ParameterStyle::Form);
    parameter.explode = Some(false);
    parameter
}

/// A text to search for.
fn text(example: &str) -> RefOr<Schema> {
    fragment(json!({
        "type": "string", "pattern": NO_NUL, "maxLength": MAX_SEARCH_LENGTH, "examples": [example],
    }))
}

/// A column, or what is computed of it, in conditions.
pub(super) struct Compared<'a> {
    /// Its name in a sentence.
    pub(super) shown: String,
    pub(super) is_text: bool,
    pub(super) schema: &'a RefOr<Schema>,
    pub(super) schemas: &'a Schemas,
}

/// A condition on a column, or on what is computed of it.
pub(super) fn condition(name: &str, operator: FilterOperator, compared: &Compared<'_>) -> Parameter {
    let shown = &compared.shown;
    let condition = match operator {
        FilterOperator::In => return members(name, &format!("{shown} is one"), compared),
        FilterOperator::NotIn => return members(name, &format!("{shown} is none"), compared),
        FilterOperator::Contains => {
            return query(name, &format!("{shown} contains this text, with the same case."), text("oo"));
        }
        FilterOperator::StartsWith => {
            return query(name, &format!("{shown} starts with this text, with the same case."), text("Fo"));
        }
        FilterOperator::IsNull => {
            let schema = fragment(json!({ "type": "boolean", "examples": [false] }));
            return query(name, &format!("Whether {shown} is null."), schema);
        }
        FilterOperator::Eq => "equals this value",
        FilterOperator::Ne => "does not equal this value",
        FilterOperator::Lt => "is less than this value",
        FilterOperator::Lte => "is less than or equal to this value",
        FilterOperator::Gt => "is greater than this value",
        FilterOperator::Gte => "is greater than or equal to this value",
    };
    query(name, &format!("{shown} {condition}."), compared.schema.clone())
}

fn members(name: &str, condition: &str, compared: &Compared<'_>) -> Parameter {
    let (mut item, is_text) = (compared.schema.clone(), compared.is_text);
    if let RefOr::T(Schema::Object(object)) = &mut item
        && is_text
    {
        object.pattern = Some(MEMBER.to_owned());
    }
    let example = example(&item, compared.schemas).map(|example| json!([example]));
    let mut array = Array::new(item);
    array.max_items = Some(MAX_VALUES);
    array.examples = example.into_iter().collect();
    let escape =
        if is_text { " Write `\\,` for a comma in a value, and `\\\\` for a backslash." } else { "" };
    let description =
        format!("{condition} of these values, separated by commas or in repeated parameters.{escape}");
    let mut parameter = query(name, &description, Schema::Array(array).into());
    parameter.style = Some(ParameterStyle::Form);
    parameter.explode = Some(true);
    parameter
}

pub(super) fn flag(name: &str, description: &str) -> Parameter {
    query(name, description, fragment(json!({ "type": "boolean", "default": false, "examples": [false] })))
}

pub(super) fn query(name: &str, description: &str, schema: RefOr<Schema>) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Query)
        .required(Required::False)
        .description(Some(description))
        .schema(Some(schema))
        .build()
}
