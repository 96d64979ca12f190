//! The metadata of a column that the API needs beyond the description of the table.

use std::any::{Any, TypeId};
use std::io::Write;
use std::marker::PhantomData;

use serde::Serialize;
use utoipa::ToSchema;
use utoipa::openapi::schema::{Object, SchemaType, Type};
use utoipa::openapi::{Ref, RefOr, Schema};

/// The metadata of a column. The derive generates one for each column, in table order.
pub struct Field {
    /// The doc comment of the field.
    pub docs: &'static str,
    /// Whether a body that creates a row has it.
    pub create: Presence,
    /// Whether a body that changes a row may have it.
    pub update: bool,
    /// Whether a body that adjusts a row may have it.
    pub adjust: bool,
    /// Whether a response has it.
    pub shown: Shown,
    /// Whether its type, without an `Option`, is plain text.
    pub is_text: fn() -> bool,
    /// The type, without `Option`. The document uses it to recognize the types that the library stores natively.
    pub type_id: fn() -> TypeId,
    /// Returns the schema of the type, without `Option`, and adds the schemas that it refers to.
    pub schema: fn(&mut NamedSchemas) -> RefOr<Schema>,
}

/// Writes a value as JSON.
pub(super) type WriteValue = fn(&dyn Any, &mut dyn Write) -> serde_json::Result<()>;

/// Whether a response has a field.
#[derive(Clone, Copy)]
pub enum Shown {
    /// Never: the field is secret.
    Never,
    /// A response has the field, and it may have it without the others.
    Alone(WriteValue),
    /// A response has the field only in the whole row, whose form the program's attributes of serde define.
    InRow,
}

impl Field {
    /// Whether a response with a whole row has the field.
    pub(super) fn is_shown(&self) -> bool {
        !matches!(self.shown, Shown::Never)
    }
}

/// Writes a value of a type as JSON.
///
/// # Errors
///
/// If the value has another type, or cannot be serialized.
pub fn write<T: Serialize + 'static>(value: &dyn Any, to: &mut dyn Write) -> serde_json::Result<()> {
    match value.downcast_ref::<T>() {
        Some(value) => serde_json::to_writer(to, value),
        None => Err(serde::ser::Error::custom("a value has another type")),
    }
}

/// Named schemas that other schemas refer to.
pub(super) type NamedSchemas = Vec<(String, RefOr<Schema>)>;

/// Whether a body has a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// Never: the library or the app sets the field.
    Never,
    /// Always.
    Required,
    /// It may be omitted.
    Optional,
}

/// The type of a column.
#[must_use]
pub fn type_id<T: 'static>() -> TypeId {
    TypeId::of::<T>()
}

/// Finds out whether a type has an OpenAPI schema.
pub struct SchemaProbe<T>(PhantomData<T>);

impl<T: ToSchema> SchemaProbe<T> {
    /// The schema of the type.
    pub const SCHEMA: fn(&mut NamedSchemas) -> RefOr<Schema> = |parts| {
        T::schemas(parts);
        named(&T::name(), T::schema(), parts)
    };
}

/// Wrappers, whose schema is that of the wrapped type.
const WRAPPERS: [&str; 7] = ["Box", "Option", "Arc", "Rc", "Cow", "RefCell", "Json"];

/// Adds a schema for which generators make a type to `parts`, and returns a reference to it; returns any other schema itself.
fn named(name: &str, schema: RefOr<Schema>, parts: &mut NamedSchemas) -> RefOr<Schema> {
    match &schema {
        RefOr::T(inner) if is_nameable(inner) && !WRAPPERS.contains(&name) => {
            parts.push((name.to_owned(), schema));
            RefOr::Ref(Ref::from_schema_name(name))
        }
        _ => schema,
    }
}

/// The fallback for types without the inherent constant.
pub trait AnySchema {
    /// A schema that accepts any value.
    const SCHEMA: fn(&mut NamedSchemas) -> RefOr<Schema> = any_schema;
}

impl<T> AnySchema for SchemaProbe<T> {}

/// The schema of an unknown type, which accepts any value.
#[must_use]
pub fn any_schema(_parts: &mut NamedSchemas) -> RefOr<Schema> {
    Object::builder().schema_type(SchemaType::AnyValue).build().into()
}

/// The schema of a field with `schema(..)`.
#[must_use]
pub fn property_of<T: ToSchema>(parts: &mut NamedSchemas, field: &str) -> RefOr<Schema> {
    let property = match T::schema() {
        RefOr::T(Schema::Object(object)) => object.properties.get(field).cloned(),
        _ => None,
    };
    let Some(property) = property else { return any_schema(parts) };
    T::schemas(parts);
    without_null(property)
}

/// Removes null from the schema of a nullable property.
fn without_null(mut schema: RefOr<Schema>) -> RefOr<Schema> {
    if let RefOr::T(Schema::Object(object)) = &mut schema
        && let SchemaType::Array(types) = &mut object.schema_type
    {
        types.retain(|ty| *ty != Type::Null);
        if let [ty] = types.as_slice() {
            object.schema_type = SchemaType::Type(ty.clone());
        }
    }
    schema
}

/// Whether generators make a type of the schema.
pub(super) fn is_nameable(schema: &Schema) -> bool {
    match schema {
        Schema::Object(Object { properties, enum_values, .. }) => {
            !properties.is_empty() || enum_values.is_some()
        }
        Schema::OneOf(_) | Schema::AllOf(_) | Schema::AnyOf(_) => true,
        _ => false,
    }
}
