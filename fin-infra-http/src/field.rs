//! What the API says of a column, beyond the description of the table.

use std::any::TypeId;
use std::marker::PhantomData;

use fin_infra_core::private::Reading;
use serde_path_to_error::Track;
use utoipa::ToSchema;
use utoipa::openapi::schema::{Object, SchemaType, Type};
use utoipa::openapi::{Ref, RefOr, Schema};

use super::json_errors;

/// What the API says of a column: the derive writes one for each, in table order.
pub struct Field {
    /// The comment on the struct's field.
    pub docs: &'static str,
    /// Whether a body that creates a row has it.
    pub create: Presence,
    /// Whether a body that changes a row may have it.
    pub update: bool,
    /// Whether an answer has it.
    pub read: bool,
    /// Whether its type, without an `Option`, is plain text.
    pub is_text: fn() -> bool,
    /// Its type, without an `Option`: by it the document knows the types that the library stores itself.
    pub type_id: fn() -> TypeId,
    /// The schema of its type, without an `Option`, after adding those that it refers to.
    pub schema: fn(&mut NamedSchemas) -> RefOr<Schema>,
    /// Says of a JSON value why it cannot be one of the column's.
    pub accepts: fn(&str) -> Result<(), String>,
}

/// Schemas that others refer to, by their names.
pub(super) type NamedSchemas = Vec<(String, RefOr<Schema>)>;

/// Whether a body has a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// Never: the library or the app sets it.
    Never,
    /// Always.
    Required,
    /// It may be left out.
    Optional,
}

/// Reads a JSON value and forgets it.
///
/// # Errors
///
/// A sentence that says what was expected.
pub fn accepts<T: 'static>(reading: impl for<'de> Reading<'de, T>, json: &str) -> Result<(), String> {
    let (mut json, mut track) = (serde_json::Deserializer::from_str(json), Track::new());
    let value = reading.read(serde_path_to_error::Deserializer::new(&mut json, &mut track));
    value.map(drop).map_err(|error| {
        let path = track.path();
        let path = path.iter().next().map(|_| path.to_string()).unwrap_or_default();
        json_errors::message::<T>(&path, &error)
    })
}

/// For a column that no body has.
///
/// # Errors
///
/// Always.
pub fn accepts_nothing(_json: &str) -> Result<(), String> {
    Err("cannot be given".to_owned())
}

/// The type of a column.
#[must_use]
pub fn type_id<T: 'static>() -> TypeId {
    TypeId::of::<T>()
}

/// Asks whether the OpenAPI document can say what a type looks like.
pub struct SchemaProbe<T>(PhantomData<T>);

impl<T: ToSchema> SchemaProbe<T> {
    /// It can.
    pub const SCHEMA: fn(&mut NamedSchemas) -> RefOr<Schema> = |parts| {
        T::schemas(parts);
        named(&T::name(), T::schema(), parts)
    };
}

/// Types of which another one is a part, which gives them their form.
const WRAPPERS: [&str; 7] = ["Box", "Option", "Arc", "Rc", "Cow", "RefCell", "Json"];

/// A reference to a type that generators make one of, and is added to the parts; the schema itself of any other.
fn named(name: &str, schema: RefOr<Schema>, parts: &mut NamedSchemas) -> RefOr<Schema> {
    match &schema {
        RefOr::T(inner) if is_nameable(inner) && !WRAPPERS.contains(&name) => {
            parts.push((name.to_owned(), schema));
            RefOr::Ref(Ref::from_schema_name(name))
        }
        _ => schema,
    }
}

/// What is left where the inherent constant does not hold.
pub trait AnySchema {
    /// Anything at all.
    const SCHEMA: fn(&mut NamedSchemas) -> RefOr<Schema> = any_schema;
}

impl<T> AnySchema for SchemaProbe<T> {}

/// The schema of what nothing is known of.
#[must_use]
pub fn any_schema(_parts: &mut NamedSchemas) -> RefOr<Schema> {
    Object::builder().schema_type(SchemaType::AnyValue).build().into()
}

/// What `schema(..)` made of a field.
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

/// A nullable property's schema without its null.
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

/// Whether generators make a type of it.
pub(super) fn is_nameable(schema: &Schema) -> bool {
    match schema {
        Schema::Object(Object { properties, enum_values, .. }) => {
            !properties.is_empty() || enum_values.is_some()
        }
        Schema::OneOf(_) | Schema::AllOf(_) | Schema::AnyOf(_) => true,
        _ => false,
    }
}
