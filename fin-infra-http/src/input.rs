//! Inputs in a body: one JSON object in which every field is known, unique and valid for its column.

use std::collections::BTreeMap;
use std::fmt;

use fin_infra_core::private::{Fields, FromFields, Reading};
use fin_infra_core::schema::Table;
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use serde_path_to_error::Track;

use super::json_errors;
use super::problem::{FieldError, Kind, MAX_ERRORS, Problem};
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
        let object = body.object()?;
        T::read(&mut BodyFields::new(&object, body.table, T::FIELDS, T::REQUIRED))
    }
}

/// The body of a request that creates or changes a row.
pub struct InputBody<'de> {
    text: &'de str,
    table: &'static Table,
}

impl<'de> InputBody<'de> {
    pub(super) fn new(bytes: &'de [u8], table: &'static Table) -> Result<Self, Problem> {
        let text = std::str::from_utf8(bytes)
            .map_err(|_| Problem::new(Kind::MalformedBody, "the body is not valid UTF-8"))?;
        Ok(Self { text, table })
    }

    /// Deserializes a type by serde's derive, because the program's attributes of serde may rename fields.
    ///
    /// # Errors
    ///
    /// The first error in the object.
    pub fn whole<T: Deserialize<'de>>(&self) -> Result<T, Problem> {
        // serde also reads a struct from an array.
        self.object()?;
        let invalid = |reason: String| Problem::new(Kind::InvalidBody, reason);
        check_names(self.text).map_err(invalid)?;
        serde_json::from_str(self.text).map_err(|error| invalid(json_errors::translated(&error.to_string())))
    }

    fn object(&self) -> Result<Object<'de>, Problem> {
        serde_json::from_str(self.text).map_err(|error| {
            let text = error.to_string();
            let message = if error.is_data() { json_errors::translated } else { json_errors::syntax };
            Problem::new(Kind::MalformedBody, message(&text))
        })
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

/// Reads the fields of an object, and collects the errors.
struct BodyFields<'a, 'de> {
    entries: std::slice::Iter<'a, (String, &'de RawValue)>,
    /// How often each name occurs.
    times: BTreeMap<&'a str, usize>,
    table: &'static Table,
    names: &'static [&'static str],
    required: &'static [usize],
    /// The current field.
    name: &'a str,
    value: &'de str,
    errors: Vec<FieldError>,
}

impl<'a, 'de> BodyFields<'a, 'de> {
    fn new(
        object: &'a Object<'de>,
        table: &'static Table,
        names: &'static [&'static str],
        required: &'static [usize],
    ) -> Self {
        let mut times = BTreeMap::new();
        object.0.iter().for_each(|(name, _)| *times.entry(name.as_str()).or_default() += 1);
        let entries = object.0.iter();
        Self { entries, times, table, names, required, name: "", value: "", errors: Vec::new() }
    }

    /// The ordinal of a field that is known and not a duplicate.
    fn ordinal(&self, name: &str) -> Result<usize, String> {
        if self.times.get(name).is_some_and(|&times| times > 1) {
            return Err("is given more than once".to_owned());
        }
        self.names.iter().position(|known| *known == name).ok_or_else(|| {
            let is_column = self.table.columns.iter().any(|column| column.field == name);
            let reason = if is_column { "cannot be set by a request" } else { "is not a known field" };
            format!("{reason}; allowed: {}", self.names.join(", "))
        })
    }

    /// Records an error of the current field. A duplicate name has one error.
    fn refuse(&mut self, reason: String) {
        if !self.errors.iter().any(|error| error.name == self.name) {
            self.errors.push(FieldError::new(self.name, reason));
        }
    }

    fn problem(&mut self) -> Problem {
        Problem::of(Kind::InvalidBody, std::mem::take(&mut self.errors))
    }
}

impl<'de> Fields<'de> for BodyFields<'_, 'de> {
    type Error = Problem;

    fn next_field(&mut self) -> Result<Option<usize>, Problem> {
        while let Some((name, value)) = self.entries.next() {
            if self.errors.len() == MAX_ERRORS {
                return Err(self.problem());
            }
            (self.name, self.value) = (name, value.get());
            match self.ordinal(name) {
                Ok(ordinal) => return Ok(Some(ordinal)),
                Err(reason) => self.refuse(reason),
            }
        }
        let required = self.required.iter().filter_map(|&ordinal| self.names.get(ordinal));
        let missing = required.filter(|name| !self.times.contains_key(**name));
        self.errors.extend(missing.map(|name| FieldError::new(*name, "is missing")));
        if self.errors.is_empty() { Ok(None) } else { Err(self.problem()) }
    }

    fn value_by<T: 'static, F: Reading<'de, T>>(
        &mut self,
        reading: F,
        to: &mut Option<T>,
    ) -> Result<(), Problem> {
        match value(reading, self.value) {
            Ok(value) => *to = Some(value),
            Err(reason) => self.refuse(reason),
        }
        Ok(())
    }

    fn nullable_by<T: 'static, F: Reading<'de, T>>(
        &mut self,
        reading: F,
        to: &mut Option<Option<T>>,
    ) -> Result<(), Problem> {
        if self.value == "null" {
            *to = Some(None);
            return Ok(());
        }
        let mut value = None;
        self.value_by(reading, &mut value)?;
        *to = Some(value);
        Ok(())
    }

    fn missing(&self, ordinal: usize) -> Problem {
        let name = self.names.get(ordinal).copied().unwrap_or_default();
        Problem::of(Kind::InvalidBody, vec![FieldError::new(name, "is missing")])
    }
}

/// Reads the value of a field. The error describes the expected value.
fn value<'de, T: 'static>(reading: impl Reading<'de, T>, json: &'de str) -> Result<T, String> {
    let (mut from, mut track) = (serde_json::Deserializer::from_str(json), Track::new());
    let value = reading.read(serde_path_to_error::Deserializer::new(&mut from, &mut track));
    // The names of objects are checked first, since a reader may ignore some of them.
    if value.is_err() || json.starts_with(['{', '[']) {
        check_names(json)?;
    }
    value.map_err(|error| {
        let path = track.path();
        let path = path.iter().next().map(|_| path.to_string()).unwrap_or_default();
        json_errors::message::<T>(&path, &error)
    })
}
