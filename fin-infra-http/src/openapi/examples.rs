//! Example values for schemas.

use serde_json::{Map, Value, json};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{
    AdditionalProperties, Array, ArrayItems, KnownFormat, Object, Schema, SchemaFormat, SchemaType, Type,
};

use super::schemas::Schemas;

/// The maximum depth of a value: types may be recursive.
const MAX_DEPTH: usize = 8;

/// A value that matches a schema, if one can be derived.
pub(super) fn example(schema: &RefOr<Schema>, schemas: &Schemas) -> Option<Value> {
    of_schema(schema, schemas, MAX_DEPTH)
}

fn of_schema(schema: &RefOr<Schema>, schemas: &Schemas, depth: usize) -> Option<Value> {
    let depth = depth.checked_sub(1)?;
    match schema {
        RefOr::Ref(reference) => of_schema(schemas.get(reference)?, schemas, depth),
        RefOr::T(Schema::Object(object)) => given(object).or_else(|| of_object(object, schemas, depth)),
        RefOr::T(Schema::Array(array)) => {
            let given = array.examples.first().or(array.example.as_ref()).cloned();
            given.or_else(|| of_array(array, schemas, depth))
        }
        RefOr::T(Schema::OneOf(one_of)) => {
            one_of.items.iter().find_map(|item| of_schema(item, schemas, depth))
        }
        RefOr::T(Schema::AnyOf(any_of)) => {
            any_of.items.iter().find_map(|item| of_schema(item, schemas, depth))
        }
        RefOr::T(_) => None,
    }
}

/// The example of the schema itself.
fn given(object: &Object) -> Option<Value> {
    let example = object.examples.first().or(object.example.as_ref());
    example.or_else(|| object.enum_values.as_ref()?.first()).cloned()
}

fn of_object(object: &Object, schemas: &Schemas, depth: usize) -> Option<Value> {
    match &object.schema_type {
        SchemaType::AnyValue => Some(json!({})),
        SchemaType::Type(Type::Object) => {
            let mut value = Map::new();
            for (name, property) in &object.properties {
                match of_schema(property, schemas, depth) {
                    Some(of_property) => drop(value.insert(name.clone(), of_property)),
                    None if object.required.contains(name) => return None,
                    None => {}
                }
            }
            if let (true, Some(AdditionalProperties::RefOr(values))) =
                (value.is_empty(), object.additional_properties.as_deref())
            {
                value.insert("name".to_owned(), of_schema(values, schemas, depth)?);
            }
            Some(value.into())
        }
        SchemaType::Type(ty) => of_type(ty, object),
        SchemaType::Array(_) => None,
    }
}

/// A value of a scalar type without further constraints.
fn of_type(ty: &Type, object: &Object) -> Option<Value> {
    let is_free = object.pattern.is_none()
        && object.min_length.is_none()
        && object.minimum.as_ref().and(object.maximum.as_ref()).is_none()
        && object.exclusive_minimum.is_none()
        && object.multiple_of.is_none();
    match (ty, &object.format) {
        _ if !is_free => None,
        (Type::String, None) => Some(json!("text")),
        (Type::String, Some(SchemaFormat::KnownFormat(KnownFormat::Uuid))) => {
            Some(json!("0198c5f0-4c00-7a31-8b6e-2f0d9a7c1e55"))
        }
        (Type::String, Some(SchemaFormat::KnownFormat(KnownFormat::DateTime))) => {
            Some(json!("2026-01-31T09:30:00Z"))
        }
        (Type::String, Some(SchemaFormat::KnownFormat(KnownFormat::Date))) => Some(json!("2026-01-31")),
        (Type::Integer, _) => Some(json!(3)),
        (Type::Number, _) => Some(json!(2.5)),
        (Type::Boolean, _) => Some(json!(true)),
        _ => None,
    }
}

fn of_array(array: &Array, schemas: &Schemas, depth: usize) -> Option<Value> {
    match &array.items {
        ArrayItems::RefOrSchema(items) if array.prefix_items.is_empty() => {
            of_schema(items, schemas, depth).map(|item| json!([item]))
        }
        _ => None,
    }
}
