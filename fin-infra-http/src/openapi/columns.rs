//! The schemas of columns.

use fin_infra_core::schema::{Column, Literal, Table};
use serde_json::{Map, Value};
use utoipa::openapi::schema::{Array, Object, OneOfBuilder, Schema, SchemaType, Type};
use utoipa::openapi::{ObjectBuilder, RefOr};

use super::examples::example;
use super::names::Naming;
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
    let given = (field.schema)(parts);
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

fn is_anything(object: &Object) -> bool {
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
