//! Inputs in a body: one JSON object in which every field is known, unique and valid for its column.

mod body_fields;

use std::any::Any;
use std::fmt;

use fin_infra_core::private::FromFields;
use fin_infra_core::schema::Table;
use serde::Deserialize;
use serde::de::value::MapDeserializer;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use self::body_fields::BodyFields;
use super::json_errors;
use super::problem::{FieldError, Kind, Problem};
use super::unique_names::check_names;

/// An input that a body can contain.
pub trait FromBody<'de>: Sized {
    /// Reads the input.
    ///
    /// # Errors
    ///
    /// The errors in the object, up to the limit of a problem document.
    fn from_body(body: &InputBody<'de>) -> Result<Self, Problem>;
}

impl<'de, T: FromFields<'de>> FromBody<'de> for T {
    fn from_body(body: &InputBody<'de>) -> Result<Self, Problem> {
        T::read(&mut BodyFields::of::<T>(&body.object, body.table).allowing(&body.taken))
    }
}

/// The body of a request that creates or changes a row.
pub struct InputBody<'de> {
    text: &'de str,
    table: &'static Table,
    object: Object<'de>,
    /// The names of fields that were looked for, and are not of the row.
    taken: Vec<&'static str>,
}

impl<'de> InputBody<'de> {
    pub(super) fn new(bytes: &'de [u8], table: &'static Table) -> Result<Self, Problem> {
        let text = std::str::from_utf8(bytes)
            .map_err(|_| Problem::new(Kind::MalformedBody, "the body is not valid UTF-8"))?;
        let object = serde_json::from_str(text).map_err(|error| {
            let text = error.to_string();
            let message = if error.is_data() { json_errors::translated } else { json_errors::syntax };
            Problem::new(Kind::MalformedBody, message(&text))
        })?;
        Ok(Self { text, table, object, taken: Vec::new() })
    }

    /// Takes the value of a field that is not of the row. A duplicate stays there, and is rejected with the other fields.
    pub(super) fn take(&mut self, name: &'static str) -> Option<&'de RawValue> {
        self.taken.push(name);
        let fields = &mut self.object.0;
        let mut named = (0..fields.len()).filter(|&index| fields[index].0 == name);
        match (named.next(), named.next()) {
            (Some(index), None) => Some(fields.remove(index).1),
            _ => None,
        }
    }

    /// Deserializes a type by serde's derive, because the program's attributes of serde may rename fields.
    ///
    /// # Errors
    ///
    /// The first error in the object.
    pub fn whole<T: Deserialize<'de>>(&self) -> Result<T, Problem> {
        let invalid = |reason: String| Problem::new(Kind::InvalidBody, reason);
        check_names(self.text).map_err(invalid)?;
        let fields = self.object.0.iter().map(|(name, value)| (name.as_str(), *value));
        T::deserialize(MapDeserializer::new(fields))
            .map_err(|error: serde_json::Error| invalid(json_errors::translated(&error.to_string())))
    }
}

/// The fields of an object, unparsed.
struct Object<'de>(Vec<(String, &'de RawValue)>);

impl<'de> Deserialize<'de> for Object<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries;

        impl<'de> Visitor<'de> for Entries {
            type Value = Object<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a JSON object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut fields = Vec::new();
                while let Some(field) = map.next_entry()? {
                    fields.push(field);
                }
                Ok(Object(fields))
            }
        }

        deserializer.deserialize_map(Entries)
    }
}

/// A field whose value does not come from the request.
#[derive(Clone, Copy)]
pub(super) struct Given<'a> {
    pub(super) name: &'static str,
    pub(super) value: &'a dyn GivenValue,
}

impl Given<'_> {
    /// Reads an input from an object within a body, which does not have the field.
    pub(super) fn read_object<'de, T: FromFields<'de>>(
        self,
        json: &'de str,
        table: &'static Table,
        path: &str,
    ) -> Result<T, Vec<FieldError>> {
        let object: Object<'de> = serde_json::from_str(json)
            .map_err(|error| vec![FieldError::new(path, json_errors::translated(&error.to_string()))])?;
        T::read(&mut BodyFields::of::<T>(&object, table).given(self)).map_err(|problem| {
            match problem.field_errors() {
                Some(errors) => errors.iter().map(|error| error.clone().within(path)).collect(),
                None => vec![FieldError::new(path, problem.document().detail)],
            }
        })
    }
}

/// The items of a list, unparsed. The error describes what is expected.
pub(super) fn list(json: &RawValue) -> Result<Vec<&RawValue>, String> {
    serde_json::from_str(json.get()).map_err(|error| json_errors::translated(&error.to_string()))
}

/// A value of a type that a field has.
pub(super) trait GivenValue {
    /// Puts a copy into an `Option` of the type.
    fn put(&self, to: &mut dyn Any);
}

impl<T: Clone + 'static> GivenValue for T {
    fn put(&self, to: &mut dyn Any) {
        if let Some(to) = to.downcast_mut::<Option<T>>() {
            *to = Some(self.clone());
        }
    }
}
