//! The schemas of columns.

use fin_infra_core::schema::Column;
use serde_json::Value;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{Array, Object, Schema, SchemaType, Type};

use super::examples::example;
use super::names::Naming;
use super::prose::prose;
use super::schemas::{Schemas, fragment};
use super::{ExposedResource, money, types};
use crate::field::{Field, NamedSchemas, Presence};

/// The schemas of a column.
pub(super) struct Described {
    /// The schema of its values in bodies, without null.
    pub(super) schema: RefOr<Schema>,
    /// The schema of its values in paths and queries.
    pub(super) compared: RefOr<Schema>,
    /// An example of its values.
    pub(super) example: Option<Value>,
}

/// All columns of a resource, in table order.
pub(super) fn described_all(
    exposed: &ExposedResource,
    naming: &Naming,
    schemas: &mut Schemas,
) -> Vec<Described> {
    let columns = exposed.table.columns.iter().zip(exposed.fields);
    columns.map(|(column, field)| described(column, field, &naming.of_field(column.field), schemas)).collect()
}

fn described(column: &Column, field: &Field, name: &str, schemas: &mut Schemas) -> Described {
    let is_used = field.is_shown() || field.update || field.create != Presence::Never || column.filter;
    let mut parts = NamedSchemas::new();
    let schema = schema(column, field, &mut parts);
    let name = money::name(column, field, &schema).unwrap_or_else(|| name.to_owned());
    let schema = if is_used { schemas.of_column(schema, parts, &name) } else { schema };
    let example = example(&schema, schemas);
    let compared = compared(column, field, &schema, example.clone());
    Described { schema, compared, example }
}

/// The schema of a column's values, without null.
fn schema(column: &Column, field: &Field, parts: &mut NamedSchemas) -> RefOr<Schema> {
    let given = in_prose((field.schema)(parts));
    let known = types::of_column((field.type_id)(), column);
    let schema = match (known, given) {
        (Some(RefOr::T(Schema::Object(known))), RefOr::T(Schema::Object(given))) => overlaid(known, given),
        (Some(known), RefOr::T(Schema::Object(given))) if is_anything(&given) => known,
        // The column says more of money than its type does.
        (Some(known), RefOr::Ref(given)) if money::is_in(column, field) && money::is_of_type(&given) => known,
        (Some(RefOr::T(Schema::Array(known))), RefOr::T(Schema::Array(given))) => listed(known, given),
        (_, given) => given,
    };
    with_example(schema, column)
}

/// The schema with a description that does not refer to Rust code.
fn in_prose(mut schema: RefOr<Schema>) -> RefOr<Schema> {
    let description = match &mut schema {
        RefOr::T(Schema::Object(object)) => &mut object.description,
        RefOr::T(Schema::Array(array)) => &mut array.description,
        _ => return schema,
    };
    *description = description.take().map(|docs| prose(&docs)).filter(|text| !text.is_empty());
    schema
}

/// The schema of a value in a path or a query. It is that of the type, since the annotations of a field are about bodies.
fn compared(column: &Column, field: &Field, schema: &RefOr<Schema>, example: Option<Value>) -> RefOr<Schema> {
    if money::is_in(column, field) {
        return fragment(money::text(column));
    }
    match types::of_column((field.type_id)(), column) {
        Some(RefOr::T(Schema::Object(mut known))) => {
            known.examples = example.into_iter().collect();
            RefOr::T(known.into())
        }
        _ => schema.clone(),
    }
}

/// The schema of a native type, with the annotations of the field.
fn overlaid(known: Object, given: Object) -> RefOr<Schema> {
    if !is_anything(&given) && given.schema_type != known.schema_type {
        return RefOr::T(given.into());
    }
    let mut object = known;
    if given.example.is_some() || !given.examples.is_empty() {
        object.examples = given.example.into_iter().chain(given.examples).collect();
    }
    object.title = given.title;
    object.description = given.description;
    object.deprecated = given.deprecated;
    object.format = given.format.filter(|_| object.format.is_none()).or(object.format);
    object.pattern = given.pattern.or(object.pattern);
    object.min_length = given.min_length;
    object.max_length = given.max_length.or(object.max_length);
    object.minimum = given.minimum.filter(|_| given.exclusive_minimum.is_none()).or(object.minimum);
    object.maximum = given.maximum.or(object.maximum);
    object.exclusive_minimum = given.exclusive_minimum;
    object.exclusive_maximum = given.exclusive_maximum;
    object.multiple_of = given.multiple_of;
    object.enum_values = given.enum_values;
    RefOr::T(object.into())
}

/// The same for a list, whose members have no annotations.
fn listed(known: Array, mut given: Array) -> RefOr<Schema> {
    given.items = known.items;
    given.max_items = given.max_items.or(known.max_items);
    if given.examples.is_empty() && given.example.is_none() {
        given.examples = known.examples;
    }
    RefOr::T(given.into())
}

pub(super) fn is_anything(object: &Object) -> bool {
    object.schema_type == SchemaType::AnyValue
}

/// The default example of a text is the name of the field.
fn with_example(mut schema: RefOr<Schema>, column: &Column) -> RefOr<Schema> {
    if let RefOr::T(Schema::Object(object)) = &mut schema
        && object.schema_type == SchemaType::from(Type::String)
        && object.examples.is_empty()
        && object.example.is_none()
        && object.enum_values.is_none()
        && object.format.is_none()
    {
        let words = column.field.replace('_', " ");
        let length = object.max_length.unwrap_or(usize::MAX);
        let name: String = words.chars().take(length).collect();
        object.examples = vec![name.into()];
    }
    schema
}
