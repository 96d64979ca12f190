//! The fields of an object in a body.

use std::collections::BTreeMap;

use fin_infra_core::private::{Fields, InputFields, Reading};
use fin_infra_core::schema::Table;
use serde_json::value::RawValue;
use serde_path_to_error::Track;

use super::{Given, GivenValue, Object};
use crate::json_errors;
use crate::problem::{FieldError, Kind, MAX_ERRORS, Problem};
use crate::unique_names::check_names;

/// Reads the fields of an object, and collects the errors.
pub(super) struct BodyFields<'a, 'de> {
    entries: std::slice::Iter<'a, (String, &'de RawValue)>,
    /// How often each name occurs.
    times: BTreeMap<&'a str, usize>,
    table: &'static Table,
    names: &'static [&'static str],
    required: &'static [usize],
    /// Further names that the object could have had.
    taken: &'a [&'static str],
    /// The name of the field that the object does not have.
    given: Option<&'static str>,
    /// The same field, until its value is read.
    pending: Option<Given<'a>>,
    /// The current field.
    name: &'a str,
    value: Source<'a, 'de>,
    errors: Vec<FieldError>,
}

/// Where the value of a field is from.
enum Source<'a, 'de> {
    Body(&'de str),
    Given(&'a dyn GivenValue),
}

impl<'a, 'de> BodyFields<'a, 'de> {
    pub(super) fn of<T: InputFields>(object: &'a Object<'de>, table: &'static Table) -> Self {
        let mut times = BTreeMap::new();
        object.0.iter().for_each(|(name, _)| *times.entry(name.as_str()).or_default() += 1);
        Self {
            entries: object.0.iter(),
            times,
            table,
            names: T::FIELDS,
            required: T::REQUIRED,
            taken: &[],
            given: None,
            pending: None,
            name: "",
            value: Source::Body(""),
            errors: Vec::new(),
        }
    }

    /// Adds names that the object could have had.
    pub(super) fn allowing(self, taken: &'a [&'static str]) -> Self {
        Self { taken, ..self }
    }

    /// Adds the field that the object does not have.
    pub(super) fn given(self, given: Given<'a>) -> Self {
        Self { given: Some(given.name), pending: Some(given), ..self }
    }

    fn position(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|known| *known == name)
    }

    /// The ordinal of a field that is known and not a duplicate.
    fn ordinal(&self, name: &str) -> Result<usize, String> {
        if self.times.get(name).is_some_and(|&times| times > 1) {
            return Err("is given more than once".to_owned());
        }
        let known = self.position(name).filter(|_| self.given != Some(name));
        known.ok_or_else(|| {
            let is_column = self.table.columns.iter().any(|column| column.field == name);
            let reason = if is_column { "cannot be set by a request" } else { "is not a known field" };
            let names = self.names.iter().copied().filter(|&known| self.given != Some(known));
            let allowed: Vec<_> = names.chain(self.taken.iter().copied()).collect();
            format!("{reason}; allowed: {}", allowed.join(", "))
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
            (self.name, self.value) = (name, Source::Body(value.get()));
            match self.ordinal(name) {
                Ok(ordinal) => return Ok(Some(ordinal)),
                Err(reason) => self.refuse(reason),
            }
        }
        if let Some(given) = self.pending.take()
            && let Some(ordinal) = self.position(given.name)
        {
            (self.name, self.value) = (given.name, Source::Given(given.value));
            return Ok(Some(ordinal));
        }
        let required = self.required.iter().filter_map(|&ordinal| self.names.get(ordinal));
        let missing = required.filter(|&&name| !self.times.contains_key(name) && self.given != Some(name));
        self.errors.extend(missing.map(|name| FieldError::new(*name, "is missing")));
        if self.errors.is_empty() { Ok(None) } else { Err(self.problem()) }
    }

    fn value_by<T: 'static, F: Reading<'de, T>>(
        &mut self,
        reading: F,
        to: &mut Option<T>,
    ) -> Result<(), Problem> {
        match self.value {
            Source::Given(given) => given.put(to),
            Source::Body(json) => match value(reading, json) {
                Ok(value) => *to = Some(value),
                Err(reason) => self.refuse(reason),
            },
        }
        Ok(())
    }

    fn nullable_by<T: 'static, F: Reading<'de, T>>(
        &mut self,
        reading: F,
        to: &mut Option<Option<T>>,
    ) -> Result<(), Problem> {
        if matches!(self.value, Source::Body("null")) {
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
