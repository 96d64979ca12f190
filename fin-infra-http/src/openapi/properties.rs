//! The columns as properties of bodies.

use fin_infra_core::schema::{Column, Literal, Table};
use serde_json::{Map, Value};
use utoipa::openapi::schema::{Object, OneOfBuilder, Schema, SchemaType, Type};
use utoipa::openapi::{ObjectBuilder, RefOr};

use super::columns::{Described, is_anything};
use super::{money, types};
use crate::field::{Field, Presence};

/// The body of a property.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Body {
    Read,
    /// A row with selected fields, of which this is the id or another one.
    Selected(bool),
    Create,
    Update,
    Adjust,
}

impl Body {
    /// The presence of a field in the body.
    pub(super) fn presence(self, field: &Field) -> Presence {
        match self {
            Self::Read if field.is_shown() => Presence::Required,
            // The id identifies the row, whatever is selected.
            Self::Selected(is_id) if field.is_shown() => {
                if is_id {
                    Presence::Required
                } else {
                    Presence::Optional
                }
            }
            Self::Create => field.create,
            Self::Update if field.update => Presence::Optional,
            Self::Adjust if field.adjust => Presence::Optional,
            Self::Read | Self::Selected(_) | Self::Update | Self::Adjust => Presence::Never,
        }
    }
}

/// A column as a property of a body, with an example.
pub(super) fn property(
    body: Body,
    table: &Table,
    (column, field): (&Column, &Field),
    described: &Described,
) -> (RefOr<Schema>, Option<Value>) {
    let (mut schema, mut example) = (described.schema.clone(), described.example.clone());
    if column.nullable {
        schema = nullable(schema);
    }
    if body == Body::Adjust {
        schema = types::amount((field.type_id)(), column).unwrap_or(schema);
    }
    let is_read = matches!(body, Body::Read | Body::Selected(_));
    let managed = is_read && field.create == Presence::Never && !field.update;
    if managed && column.nullable {
        // A managed nullable column is usually null, such as `deleted_at`.
        example = Some(Value::Null);
    }
    let default = if body == Body::Create { default(column, table) } else { None };
    let default = default.map(|value| format!("Defaults to `{value}`."));
    let docs: Vec<&str> = [field.docs, default.as_deref().unwrap_or_default()].into();
    let docs = docs.into_iter().filter(|docs| !docs.is_empty()).collect::<Vec<_>>().join("\n\n");
    let secret = !is_read && !field.is_shown();
    let annotations =
        Annotations { docs, read_only: managed.then_some(true), write_only: secret.then_some(true) };
    (annotations.added_to(schema, example.as_ref()), example)
}

/// The default of a column, for the description. Generators treat a property with `default` as required.
fn default(column: &Column, table: &Table) -> Option<Value> {
    if column.currency.is_some() {
        return money::default(column, table);
    }
    Some(match column.default? {
        Literal::Bool(value) => value.into(),
        Literal::Integer(value) => value.into(),
        Literal::Decimal(value) | Literal::Text(value) => value.into(),
    })
}

/// A property that is neither read-only nor write-only.
pub(super) fn annotated(schema: RefOr<Schema>, docs: String, example: Option<&Value>) -> RefOr<Schema> {
    Annotations { docs, read_only: None, write_only: None }.added_to(schema, example)
}

/// Makes a schema nullable.
pub(super) fn nullable(schema: RefOr<Schema>) -> RefOr<Schema> {
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

/// The annotations of a property.
struct Annotations {
    docs: String,
    read_only: Option<bool>,
    write_only: Option<bool>,
}

impl Annotations {
    fn added_to(self, schema: RefOr<Schema>, example: Option<&Value>) -> RefOr<Schema> {
        let description = Some(self.docs.clone()).filter(|docs| !docs.is_empty());
        match schema {
            RefOr::Ref(mut reference) => {
                reference.description = self.docs;
                reference.read_only = self.read_only;
                reference.write_only = self.write_only;
                RefOr::Ref(reference)
            }
            RefOr::T(mut schema) => {
                match &mut schema {
                    Schema::Object(object) => {
                        object.read_only = self.read_only;
                        object.write_only = self.write_only;
                        object.examples = example.cloned().into_iter().collect();
                        object.example = None;
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
}

/// An object of properties. It has an example if every required property has one.
pub(super) struct Properties {
    object: ObjectBuilder,
    example: Option<Map<String, Value>>,
}

impl Properties {
    pub(super) fn new() -> Self {
        let object = ObjectBuilder::new().schema_type(Type::Object);
        Self { object, example: Some(Map::new()) }
    }

    pub(super) fn add(&mut self, name: &str, given: Presence, schema: RefOr<Schema>, example: Option<Value>) {
        let mut object = std::mem::take(&mut self.object);
        if given == Presence::Required {
            object = object.required(name);
        }
        match (example, given) {
            (Some(value), _) => {
                self.example.as_mut().map(|example| example.insert(name.to_owned(), value));
            }
            (None, Presence::Required) => self.example = None,
            (None, _) => {}
        }
        self.object = object.property(name, schema);
    }

    pub(super) fn finish(self) -> (ObjectBuilder, Option<Value>) {
        (self.object, self.example.map(Value::Object))
    }
}
