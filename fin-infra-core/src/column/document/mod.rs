//! The JSON of a column. Every store has it in the same form, and a value is accepted only if it can be read back.

mod finite;
mod form;

use std::io;

use serde::Serialize;
use serde_json::{Serializer, Value};

use self::form::Form;
use super::storage::StorableJson;
use crate::value::InvalidValue;

const DISAGREE: &str =
    "cannot be read back from its JSON: what its `Serialize` writes is not what its `Deserialize` reads";

/// Brings a value into the form in which it will be read back, or rejects it.
///
/// Reading it is the only proof that it can be read. The result replaces the value, and has to be written as the same text
/// again.
pub(super) fn normalize<T: StorableJson>(value: &mut T) -> Result<(), InvalidValue> {
    let (text, has_nulls) = written(value).map_err(unwritable)?;
    // `serde_json` writes NaN and infinity as null.
    if has_nulls {
        finite::check(value)?;
    }
    let read: T =
        serde_json::from_str(&text).map_err(|error| InvalidValue::from(DISAGREE).with_source(error))?;
    if !is_written_as(&read, &text) {
        return Err(DISAGREE.into());
    }
    *value = read;
    Ok(())
}

/// The text of a normalized value.
pub(super) fn text<T: Serialize>(value: &T) -> serde_json::Result<String> {
    written(value).map(|(text, _)| text)
}

fn unwritable(error: serde_json::Error) -> InvalidValue {
    // A message of `Form` contains nothing of the value. A message of the type may.
    match error.io_error_kind() {
        Some(_) => InvalidValue::from(error.to_string()),
        None => InvalidValue::from("cannot be turned into JSON").with_source(error),
    }
}

/// The text of a value, and whether there is a null in it.
fn written<T: Serialize>(value: &T) -> serde_json::Result<(String, bool)> {
    let mut bytes = Vec::with_capacity(128);
    let mut form = Form::default();
    value.serialize(&mut Serializer::with_formatter(&mut bytes, &mut form))?;
    let has_nulls = form.has_nulls();
    let text = String::from_utf8(bytes).map_err(|error| serde_json::Error::io(io::Error::other(error)))?;
    Ok((text, has_nulls))
}

/// Whether a value is written as this text, except for the order of a `HashMap` or a `HashSet`, which changes when it is
/// read.
fn is_written_as<T: Serialize>(value: &T, text: &str) -> bool {
    let mut form = Form::default();
    let mut expected = Expected(text.as_bytes());
    let is_same = value.serialize(&mut Serializer::with_formatter(&mut expected, &mut form)).is_ok();
    (is_same && expected.0.is_empty()) || is_same_in_another_order(value, text)
}

#[cold]
fn is_same_in_another_order<T: Serialize>(value: &T, text: &str) -> bool {
    let parsed = |text: &str| serde_json::from_str::<Value>(text).ok();
    let again = written(value).ok().and_then(|(again, _)| parsed(&again));
    match (again, parsed(text)) {
        (Some(again), Some(first)) => again == first || unordered(&again) == unordered(&first),
        _ => false,
    }
}

/// The text of a value with its fields and items sorted by their texts.
fn unordered(value: &Value) -> String {
    let joined = |mut parts: Vec<String>| {
        parts.sort_unstable();
        parts.join(",")
    };
    match value {
        Value::Array(items) => format!("[{}]", joined(items.iter().map(unordered).collect())),
        Value::Object(fields) => {
            let fields = fields.iter().map(|(name, value)| format!("{name:?}:{}", unordered(value)));
            format!("{{{}}}", joined(fields.collect()))
        }
        other => other.to_string(),
    }
}

/// Accepts only the expected text.
struct Expected<'a>(&'a [u8]);

impl io::Write for Expected<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self.0.strip_prefix(bytes).ok_or(io::ErrorKind::InvalidData)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests;
