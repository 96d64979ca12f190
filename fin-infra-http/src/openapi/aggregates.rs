//! The operation that computes aggregates: its parameters, and the schemas of its response.

use fin_infra_core::query::limits::MAX_ORDER_COLUMNS;
use serde_json::{Value, json};
use utoipa::openapi::RefOr;
use utoipa::openapi::path::Parameter;
use utoipa::openapi::schema::Schema;

use super::columns::Described;
use super::names::Naming;
use super::operations::Source;
use super::parameters::{self, Compared, condition, flag, query, some_of};
use super::properties::{Properties, annotated, nullable};
use super::schemas::{Schemas, fragment, reference};
use super::{ExposedResource, money, types};
use crate::Action;
use crate::aggregates::{ASKING, conditions};
use crate::computed::{Measure, Output};
use crate::field::Presence;

/// The parameters of an aggregate.
pub(super) fn parameters(source: &Source<'_>) -> Vec<Parameter> {
    let (exposed, table) = (source.exposed, source.exposed.table);
    let mut parameters: Vec<Parameter> =
        ASKING.into_iter().filter_map(|name| asking(exposed, name)).collect();
    if exposed.outputs.iter().any(|output| output.has_time_zone()) {
        parameters.push(time_zone());
    }
    parameters.push(order(exposed));
    parameters.extend(parameters::numbered_page("groups"));
    if !table.search.is_empty() && exposed.exposes(Action::Search) {
        parameters.push(parameters::search(exposed, false));
    }
    for &output in &exposed.outputs {
        let schema = compared(source, output);
        // A text in a list of values is escaped.
        let is_text = output.is_optional() && (exposed.fields[output.ordinal].is_text)();
        let shown = format!("`{}`", output.expression(table));
        let compared = Compared { shown, is_text, schema: &schema, schemas: source.schemas };
        let conditions = conditions(output, table);
        parameters.extend(conditions.map(|(name, operator)| condition(&name, operator, &compared)));
    }
    parameters.extend(parameters::filters(source));
    parameters
}

/// A parameter that asks for values, if there are any.
fn asking(exposed: &ExposedResource, name: &str) -> Option<Parameter> {
    let of_name = exposed.outputs.iter().filter(|output| output.measure.parameter() == name);
    let arguments: Vec<Value> = of_name.clone().map(|output| output.argument(exposed.table).into()).collect();
    let measure = of_name.clone().next()?.measure;
    let what = match measure {
        Measure::Count => return Some(flag(name, "Whether to count the rows of each group.")),
        Measure::Key | Measure::Period(..) => {
            "What the rows of a group have in common: the value of a field, or the period that it is in, which a response \
             names by its first day. Weeks begin on Monday. A null is a value of its own."
        }
        Measure::Sum => "The fields to add up. Nulls add nothing.",
        Measure::Average => {
            "The fields to average. A response has the sum and the number of the values, so that nothing is rounded."
        }
        Measure::Min => "The fields of which to find the smallest value.",
        Measure::Max => "The fields of which to find the greatest value.",
        Measure::CountDistinct => "The fields of which to count the different values. Nulls do not count.",
    };
    let description = format!("{what} Separated by commas or in repeated parameters, each of them once.");
    Some(some_of(name, &description, &arguments, arguments.len()))
}

fn time_zone() -> Parameter {
    query(
        "time_zone",
        "The time zone of the periods in `by`: `UTC`, an offset such as `+02:00`, or, if the server knows them, a name of the \
         IANA time zone database such as `Europe/Berlin`. Required if `by` has a period of an instant, and rejected \
         otherwise.",
        fragment(json!({ "type": "string", "examples": ["UTC"] })),
    )
}

fn order(exposed: &ExposedResource) -> Parameter {
    let sorted = exposed.outputs.iter().filter(|output| output.sort().is_some());
    let expressions = sorted.map(|output| output.expression(exposed.table));
    let names: Vec<Value> =
        expressions.flat_map(|name| [name.clone().into(), format!("-{name}").into()]).collect();
    some_of(
        "order_by",
        "The values to order by, separated by commas or in repeated parameters; `-` before one is descending. What groups have \
         in common orders them only if it is in `by`. Groups that are equal in all values are ordered by what they have in \
         common.",
        &names,
        MAX_ORDER_COLUMNS,
    )
}

/// The schema of the values that a condition compares with.
fn compared(source: &Source<'_>, output: Output) -> RefOr<Schema> {
    let (table, field) = (source.exposed.table, &source.exposed.fields[output.ordinal]);
    match output.measure {
        Measure::Count | Measure::CountDistinct => fragment(types::count()),
        Measure::Sum => {
            let column = &table.columns[output.ordinal];
            if money::is_money((field.type_id)()) {
                return fragment(money::text(column));
            }
            fragment(types::sum((field.type_id)(), column, types::COMPARED_DIGITS))
        }
        _ => source.columns[output.ordinal].compared.clone(),
    }
}

/// Adds the schemas of a group and of a page of groups, and returns an example of the page.
pub(super) fn add_schemas(
    exposed: &ExposedResource,
    naming: &Naming,
    columns: &[Described],
    schemas: &mut Schemas,
) -> Option<Value> {
    let mut properties = Properties::new();
    for &output in &exposed.outputs {
        let (schema, example) = value(exposed, output, &columns[output.ordinal]);
        let docs = format!("The {}.", described(exposed, output));
        let schema = annotated(schema, docs, example.as_ref());
        properties.add(&output.property(exposed.table), Presence::Optional, schema, example);
    }
    let (object, group) = properties.finish();
    let words = &naming.words;
    let object =
        object.description(Some(format!("A group of {words}, with the values that were asked for.")));
    schemas.insert(naming.aggregate(), object.examples(group.clone()).build().into());
    let example = group.map(|group| json!({ "items": [group], "has_more": false }));
    let page = json!({
        "type": "object",
        "description": format!("A page of groups of {words}."),
        "required": ["items", "has_more"],
        "properties": {
            "items": { "type": "array", "items": reference(&naming.aggregate()) },
            "has_more": { "type": "boolean", "description": "Whether there are groups after this page." },
        },
        "examples": example.iter().collect::<Vec<_>>(),
    });
    schemas.insert(naming.aggregate_page(), fragment(page));
    example
}

/// The schema of a value in a response, with an example.
fn value(exposed: &ExposedResource, output: Output, described: &Described) -> (RefOr<Schema>, Option<Value>) {
    let (column, field) = (&exposed.table.columns[output.ordinal], &exposed.fields[output.ordinal]);
    let sum = || types::sum((field.type_id)(), column, types::SUM_DIGITS);
    let of_column = (described.schema.clone(), described.example.clone());
    let is_optional = output.is_optional() || (output.is_key() && column.nullable);
    let (schema, example) = match output.measure {
        Measure::Count | Measure::CountDistinct => with_example(types::count()),
        Measure::Sum => with_example(sum()),
        Measure::Average => with_example(json!({
            "type": "object",
            "required": ["sum", "count"],
            "properties": { "sum": sum(), "count": types::count() },
            "examples": [{ "sum": sum()["examples"][0], "count": types::count()["examples"][0] }],
        })),
        Measure::Period(..) => with_example(types::date()),
        Measure::Key | Measure::Min | Measure::Max => of_column,
    };
    (if is_optional { nullable(schema) } else { schema }, example)
}

/// A schema with its first example.
fn with_example(schema: Value) -> (RefOr<Schema>, Option<Value>) {
    let example = schema["examples"][0].clone();
    (fragment(schema), Some(example))
}

/// What a value is, in a sentence.
fn described(exposed: &ExposedResource, output: Output) -> String {
    let field = exposed.table.columns[output.ordinal].field;
    match output.measure {
        Measure::Count => "number of rows".to_owned(),
        Measure::Sum => format!("sum of `{field}`"),
        Measure::Average => format!("sum and the number of the values of `{field}`, for an average"),
        Measure::Min => format!("smallest `{field}`; null if there is none"),
        Measure::Max => format!("greatest `{field}`; null if there is none"),
        Measure::CountDistinct => format!("number of different values of `{field}`"),
        Measure::Key => format!("`{field}` that the rows have in common"),
        Measure::Period(..) => {
            format!("first day of `{}`, which the rows have in common", output.argument(exposed.table))
        }
    }
}
