//! Columns, as bodies have them.

use serde_json::{Map, Value, json};
use utoipa::openapi::schema::{Array, Object, OneOfBuilder, Schema, SchemaType, Type};
use utoipa::openapi::{ObjectBuilder, Ref, RefOr};

use super::types;
use crate::http::field::{Field, Given, Parts};
use crate::schema::{Column, Literal};

/// The schema of a column's values, without null.
pub(super) fn schema(column: &Column, field: &Field, parts: &mut Parts) -> RefOr<Schema> {
    let given = (field.schema)(parts);
    let known = types::of_column((field.type_id)(), &column.limits);
    let schema = match (known, given) {
        (Some(RefOr::T(Schema::Object(known))), RefOr::T(Schema::Object(given))) => overlaid(known, given),
        (Some(known), RefOr::T(Schema::Object(given))) if is_anything(&given) => known,
        (Some(RefOr::T(Schema::Array(known))), RefOr::T(Schema::Array(given))) => listed(known, given),
        (_, given) => given,
    };
    with_example(schema, column)
}

/// The schema of what a path or a query compares the column with: its type's, since what the app says of the field holds
/// for bodies alone.
pub(super) fn compared(column: &Column, field: &Field) -> RefOr<Schema> {
    let schema = schema(column, field, &mut Parts::new());
    match types::of_column((field.type_id)(), &column.limits) {
        Some(RefOr::T(Schema::Object(mut known))) => {
            known.examples = example(&schema).into_iter().collect();
            RefOr::T(known.into())
        }
        _ => schema,
    }
}

/// What is known of a type, with what the app says of the field.
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

/// The same for a list: of its members the app says nothing.
fn listed(known: Array, mut given: Array) -> RefOr<Schema> {
    given.items = known.items;
    given.max_items = given.max_items.or(known.max_items);
    if given.examples.is_empty() && given.example.is_none() {
        given.examples = known.examples;
    }
    RefOr::T(given.into())
}

fn is_anything(object: &Object) -> bool {
    object.schema_type == SchemaType::AnyValue
}

/// A text's example is its field's name, where the app does not give one.
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

/// Which body a property is one of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Body {
    Read,
    Create,
    Update,
}

impl Body {
    /// Whether it has the field, and whether always.
    pub(super) fn given(self, field: &Field) -> Given {
        match self {
            Self::Read if field.read => Given::Required,
            Self::Create => field.create,
            Self::Update if field.update => Given::Optional,
            Self::Read | Self::Update => Given::Never,
        }
    }
}

/// A column as a property of a body.
pub(super) fn property(body: Body, column: &Column, field: &Field, parts: &mut Parts) -> RefOr<Schema> {
    let mut schema = schema(column, field, parts);
    if column.nullable {
        schema = nullable(schema);
    }
    let managed = body == Body::Read && field.create == Given::Never && !field.update;
    let default = (body == Body::Create).then(|| default(column, field)).flatten();
    let secret = body != Body::Read && !field.read;
    described(schema, field.docs, |object| {
        object.read_only = managed.then_some(true);
        object.write_only = secret.then_some(true);
        object.default = default;
        if managed && column.nullable {
            // What is managed and may be nothing mostly is nothing: when a row was deleted.
            object.examples = vec![Value::Null];
        }
    })
}

/// What a row gets that is created without the field.
fn default(column: &Column, field: &Field) -> Option<Value> {
    match column.default {
        Some(Literal::Bool(value)) => Some(value.into()),
        Some(Literal::Integer(value)) => Some(value.into()),
        Some(Literal::Decimal(value) | Literal::Text(value)) => Some(value.into()),
        None if column.nullable && field.create == Given::Optional => Some(Value::Null),
        None => None,
    }
}

/// A schema that null keeps to as well.
fn nullable(schema: RefOr<Schema>) -> RefOr<Schema> {
    match schema {
        RefOr::T(Schema::Object(object)) if is_anything(&object) => RefOr::T(object.into()),
        RefOr::T(Schema::Object(mut object)) => {
            object.schema_type = with_null(object.schema_type);
            if let Some(values) = &mut object.enum_values {
                values.push(Value::Null);
            }
            RefOr::T(object.into())
        }
        RefOr::T(Schema::Array(mut array)) => {
            array.schema_type = with_null(array.schema_type);
            RefOr::T(array.into())
        }
        other => RefOr::T(OneOfBuilder::new().item(Object::with_type(Type::Null)).item(other).into()),
    }
}

fn with_null(types: SchemaType) -> SchemaType {
    match types {
        SchemaType::Type(ty) => SchemaType::Array(vec![ty, Type::Null]),
        SchemaType::Array(mut types) => {
            types.push(Type::Null);
            SchemaType::Array(types)
        }
        SchemaType::AnyValue => SchemaType::AnyValue,
    }
}

/// A schema with the comment on the field, and, where it can have them, further words.
fn described(schema: RefOr<Schema>, docs: &str, words: impl FnOnce(&mut Object)) -> RefOr<Schema> {
    let description = (!docs.is_empty()).then(|| docs.to_owned());
    match schema {
        RefOr::Ref(mut reference) => {
            docs.clone_into(&mut reference.description);
            RefOr::Ref(reference)
        }
        RefOr::T(mut schema) => {
            match &mut schema {
                Schema::Object(object) => {
                    words(object);
                    object.description = description.or(object.description.take());
                }
                Schema::Array(array) => array.description = description,
                Schema::OneOf(one_of) => one_of.description = description,
                Schema::AllOf(all_of) => all_of.description = description,
                Schema::AnyOf(any_of) => any_of.description = description,
                _ => {}
            }
            RefOr::T(schema)
        }
    }
}

/// A value that keeps to a schema, if it names one.
pub(super) fn example(schema: &RefOr<Schema>) -> Option<Value> {
    match schema {
        RefOr::T(Schema::Object(object)) => {
            let example = object.examples.first().or(object.example.as_ref());
            let value = example.or_else(|| object.enum_values.as_ref()?.first());
            value.cloned().or_else(|| is_anything(object).then(|| json!({})))
        }
        RefOr::T(Schema::Array(array)) => array.examples.first().or(array.example.as_ref()).cloned(),
        _ => None,
    }
}

/// An object of properties, with an example where each that is required has one.
pub(super) struct Properties {
    object: ObjectBuilder,
    example: Option<Map<String, Value>>,
}

impl Properties {
    pub(super) fn new() -> Self {
        let object = ObjectBuilder::new().schema_type(Type::Object);
        Self { object, example: Some(Map::new()) }
    }

    pub(super) fn add(&mut self, name: &str, given: Given, schema: RefOr<Schema>) {
        let mut object = std::mem::take(&mut self.object);
        if given == Given::Required {
            object = object.required(name);
        }
        match (example(&schema), given) {
            (Some(value), _) => {
                self.example.as_mut().map(|example| example.insert(name.to_owned(), value));
            }
            (None, Given::Required) => self.example = None,
            (None, _) => {}
        }
        self.object = object.property(name, schema);
    }

    pub(super) fn finish(self) -> (ObjectBuilder, Option<Value>) {
        (self.object, self.example.map(Value::Object))
    }
}

/// A reference to a schema of the document.
pub(super) fn reference(name: &str) -> RefOr<Schema> {
    RefOr::Ref(Ref::from_schema_name(name))
}
