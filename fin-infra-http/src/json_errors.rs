//! Error messages of serde and of parsers, translated from Rust types to JSON types.

use std::any::TypeId;
use std::fmt;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use uuid::Uuid;

const UUID: &str = "a UUID, such as 0198c5f0-4c00-7a31-8b6e-2f0d9a7c1e55";
const DECIMAL: &str = "a decimal in a string, such as \"12.50\"";
const TIME: &str = "a time with its offset, such as 2026-01-31T09:30:00Z";
const DATE: &str = "a date, such as 2026-01-31";
const DATE_AND_TIME: &str = "a date and a time without an offset, such as 2026-01-31T09:30:00";
const TIME_OF_DAY: &str = "a time of day, such as 09:30:00";

/// The message about a value that cannot be read as a `T`. `path` is the position of the error in the value; it is empty if
/// the whole value is wrong.
pub(super) fn message<T: 'static>(path: &str, error: &impl fmt::Display) -> String {
    if !path.is_empty() {
        return format!("`{path}`: {}", translated(&error.to_string()));
    }
    match of_type(TypeId::of::<T>()) {
        Some(expected) => format!("must be {expected}"),
        None => translated(&error.to_string()),
    }
}

/// The message about a text that is not JSON, with the position at the end.
pub(super) fn syntax(error: &str) -> String {
    let text = without_position(error);
    let what = match text {
        _ if text.starts_with("EOF while parsing") => "unexpected end of input",
        "expected ident" => "expected true, false or null",
        "recursion limit exceeded" => "more than 127 levels of nesting",
        _ => text,
    };
    let position = error.get(text.len()..).and_then(|position| position.strip_prefix(" at line "));
    let position = position.map(|position| format!(" (line {})", position.replace(" column", ", column")));
    format!("the body is not JSON: {what}{}", position.unwrap_or_default())
}

macro_rules! whole_numbers {
    ($($int:ident),*) => {
        fn whole_number(id: TypeId) -> Option<String> {
            $(if id == TypeId::of::<$int>() {
                return whole_number_named(stringify!($int));
            })*
            None
        }

        fn whole_number_named(name: &str) -> Option<String> {
            match name {
                $(stringify!($int) => Some(format!("an integer from {} to {}", $int::MIN, $int::MAX)),)*
                _ => None,
            }
        }
    };
}

whole_numbers!(i8, i16, i32, i64, i128, isize, u8, u16, u32, u64, u128, usize);

/// A description of a type, for types whose own errors mention Rust or do not say what is valid.
fn of_type(id: TypeId) -> Option<String> {
    let expected = [
        (TypeId::of::<String>(), "a string"),
        (TypeId::of::<bool>(), "true or false"),
        (TypeId::of::<f32>(), "a number"),
        (TypeId::of::<f64>(), "a number"),
        (TypeId::of::<Uuid>(), UUID),
        (TypeId::of::<DateTime<Utc>>(), TIME),
        (TypeId::of::<NaiveDate>(), DATE),
        (TypeId::of::<NaiveDateTime>(), DATE_AND_TIME),
        (TypeId::of::<NaiveTime>(), TIME_OF_DAY),
        (TypeId::of::<Vec<u8>>(), "an array of integers from 0 to 255"),
    ];
    let known = expected.into_iter().find(|(known, _)| *known == id);
    known.map(|(_, expected)| expected.to_owned()).or_else(|| whole_number(id))
}

/// Translates an error of serde or of a parser that it calls.
pub(super) fn translated(text: &str) -> String {
    let text = without_position(text);
    of_parser(text).or_else(|| of_serde(text)).unwrap_or_else(|| text.to_owned())
}

/// Removes the position, which is useless for a value that the client does not see in lines.
pub(super) fn without_position(text: &str) -> &str {
    text.rsplit_once(" at line ").map_or(text, |(sentence, _)| sentence)
}

/// Translates the messages of serde.
fn of_serde(text: &str) -> Option<String> {
    if let Some((given, expected)) = split(text, "invalid type: ") {
        let must = format!("must be {}", named(expected));
        return Some(given_as(given).map_or(must.clone(), |given| format!("{must}, not {given}")));
    }
    if let Some((_, expected)) = split(text, "invalid value: ").or_else(|| split(text, "invalid length ")) {
        return Some(format!("must be {}", named(expected)));
    }
    if let Some((_, expected)) = split(text, "unknown variant ") {
        return Some(format!("must be {}", expected.replacen("one of ", "one of: ", 1)));
    }
    if let Some((field, expected)) = split(text, "unknown field ") {
        let allowed = expected.replacen("one of ", "", 1);
        return Some(format!("has the field {field}, which is unknown; allowed: {allowed}"));
    }
    if let Some(field) = text.strip_prefix("missing field ") {
        return Some(format!("the field {field} is missing"));
    }
    if let Some(field) = text.strip_prefix("duplicate field ") {
        return Some(format!("the field {field} is given more than once"));
    }
    if text.starts_with("data did not match any variant") || text.starts_with("no variant of enum") {
        return Some("matches none of the allowed forms".to_owned());
    }
    let name = text.strip_prefix("cannot parse ")?.split(':').next()?;
    Some(format!("must be {}", named(name)))
}

/// Splits `invalid type: string "a", expected i32` after its prefix. The given value may contain any text.
fn split<'a>(text: &'a str, beginning: &str) -> Option<(&'a str, &'a str)> {
    let (given, expected) = text.strip_prefix(beginning)?.rsplit_once(", expected ")?;
    Some((given, expected))
}

/// Translates the messages of the parsers of numbers, dates, times and UUIDs, which do not say what is valid.
fn of_parser(text: &str) -> Option<String> {
    const OF_TIMES: [&str; 6] = [
        "input is out of range",
        "no possible date and time matching input",
        "input is not enough for unique date and time",
        "input contains invalid characters",
        "premature end of input",
        "trailing input",
    ];
    let known = match text {
        "invalid digit found in string" | "cannot parse integer from empty string" => {
            "must be an integer in the allowed range"
        }
        "number too large to fit in target type" => "is too large",
        "number too small to fit in target type" => "is too small",
        "number out of range" => "is too large or too small",
        "number would be zero for non-zero type" => "must not be 0",
        "invalid float literal" | "cannot parse float from empty string" => "must be a number",
        "provided string was not `true` or `false`" => "must be true or false",
        "too many characters in string" | "cannot parse char from empty string" => "must be one character",
        "recursion limit exceeded" => "is nested too deeply",
        "unexpected end of hex escape"
        | "lone leading surrogate in hex escape"
        | "invalid unicode code point" => "has an escape such as \\ud800 that is not a character",
        _ => "",
    };
    if !known.is_empty() {
        return Some(known.to_owned());
    }
    if OF_TIMES.contains(&text) {
        return Some("must be a date or a time, such as 2026-01-31T09:30:00Z".to_owned());
    }
    text.starts_with("UUID parsing failed").then(|| format!("must be {UUID}"))
}

/// Translates what serde expected: the name of a Rust type, or a text of the type itself.
pub(super) fn named(expected: &str) -> String {
    if let Some(number) = whole_number_named(expected) {
        return number;
    }
    let of_length =
        |kind: &str| expected.rsplit_once(kind).map(|(_, length)| format!("an array of {length}"));
    match expected {
        "f32" | "f64" => "a number".to_owned(),
        "bool" | "a boolean" => "true or false".to_owned(),
        "str" | "string" | "String" | "a string" | "a borrowed string" => "a string".to_owned(),
        "char" | "a character" => "one character".to_owned(),
        _ if expected.contains("UUID string") => UUID.to_owned(),
        "an RFC 3339 formatted date and time string" => TIME.to_owned(),
        "a formatted date and time string" => DATE_AND_TIME.to_owned(),
        "a formatted date string" => DATE.to_owned(),
        "a formatted time string" => TIME_OF_DAY.to_owned(),
        "a Decimal type representing a fixed-point number" => DECIMAL.to_owned(),
        "a sequence" => "an array".to_owned(),
        "a map" => "an object".to_owned(),
        "unit" => "null".to_owned(),
        "option" => "a value or null".to_owned(),
        "string or map" => "a string or an object".to_owned(),
        "variant identifier" | "field identifier" => "one of the allowed names".to_owned(),
        _ if expected.starts_with("an array of length ") => of_length("length ").unwrap_or_default(),
        _ if expected.starts_with("a tuple of size ") => of_length("size ").unwrap_or_default(),
        _ if expected.starts_with("tuple ") => {
            let length = expected.rsplit_once("with ").map_or("values", |(_, length)| length);
            format!("an array of {length}")
        }
        _ if expected.starts_with("struct ") => "an object".to_owned(),
        _ if expected.contains("tagged enum ") => "an object of one of the allowed forms".to_owned(),
        _ if expected.starts_with("enum ") => "one of the allowed values".to_owned(),
        _ if expected.starts_with("newtype ") || expected.starts_with("unit ") => {
            "a value of a different form".to_owned()
        }
        _ => expected.to_owned(),
    }
}

/// Translates what serde was given.
fn given_as(given: &str) -> Option<&'static str> {
    let kinds = [
        ("string", "a string"),
        ("character", "a string"),
        ("integer", "a number"),
        ("floating point", "a number"),
        ("boolean", "true or false"),
        ("null", "null"),
        ("unit value", "null"),
        ("Option value", "null"),
        ("sequence", "an array"),
        ("map", "an object"),
    ];
    kinds.into_iter().find(|(kind, _)| given.starts_with(kind)).map(|(_, words)| words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_of_serde_name_json_types() {
        for (said, expected) in [
            (
                "invalid type: string \"a, expected b\", expected i32",
                "must be an integer from -2147483648 to 2147483647, not a string",
            ),
            ("invalid type: map, expected a string at line 1 column 9", "must be a string, not an object"),
            ("invalid type: null, expected struct Share with 2 elements", "must be an object, not null"),
            (
                "invalid type: map, expected a Decimal type representing a fixed-point number",
                "must be a decimal in a string, such as \"12.50\", not an object",
            ),
            ("invalid value: integer `300`, expected u8", "must be an integer from 0 to 255"),
            ("invalid length 3, expected an array of length 2", "must be an array of 2"),
            (
                "invalid length 3, expected tuple struct Pair with 2 elements",
                "must be an array of 2 elements",
            ),
            ("unknown variant `x`, expected one of `a`, `b`, `c`", "must be one of: `a`, `b`, `c`"),
            ("unknown variant `x`, expected `a` or `b`", "must be `a` or `b`"),
            ("unknown field `x`, expected `a`", "has the field `x`, which is unknown; allowed: `a`"),
            ("missing field `part` at line 1 column 2", "the field `part` is missing"),
            ("data did not match any variant of untagged enum Shape", "matches none of the allowed forms"),
            ("cannot parse i8: invalid digit found in string", "must be an integer from -128 to 127"),
            ("premature end of input", "must be a date or a time, such as 2026-01-31T09:30:00Z"),
            ("UUID parsing failed: invalid length", &format!("must be {UUID}")),
            ("a message of the app", "a message of the app"),
        ] {
            assert_eq!(translated(said), expected);
        }
    }

    #[test]
    fn a_syntax_error_has_its_position() {
        let syntax =
            |text: &str| syntax(&serde_json::from_str::<serde_json::Value>(text).unwrap_err().to_string());
        assert_eq!(syntax("{\"a\":"), "the body is not JSON: unexpected end of input (line 1, column 5)");
        assert_eq!(syntax("{\n1}"), "the body is not JSON: key must be a string (line 2, column 1)");
        assert_eq!(
            syntax("nothing"),
            "the body is not JSON: expected true, false or null (line 1, column 2)"
        );
    }
}
