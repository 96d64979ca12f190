//! What a value should have been, in the words of JSON: serde and the parsers of types speak of Rust's.

use std::any::TypeId;
use std::fmt;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use serde_json::error::Category;
use uuid::Uuid;

const UUID: &str = "a UUID, such as 0198c5f0-4c00-7a31-8b6e-2f0d9a7c1e55";
const TIME: &str = "a time with its offset, such as 2026-01-31T09:30:00Z";
const DATE: &str = "a date, such as 2026-01-31";
const DATE_AND_TIME: &str = "a date and a time without an offset, such as 2026-01-31T09:30:00";
const TIME_OF_DAY: &str = "a time of day, such as 09:30:00";

/// Says of a value that cannot be read as a `T` what it must be. `path` is where in the value the fault is, if it is not
/// the value as a whole.
pub(super) fn sentence<T: 'static>(path: &str, error: &impl fmt::Display) -> String {
    if !path.is_empty() {
        return format!("`{path}`: {}", translated(&error.to_string()));
    }
    match of_type(TypeId::of::<T>()) {
        Some(expected) => format!("must be {expected}"),
        None => translated(&error.to_string()),
    }
}

/// Says why a text is not the JSON that it should be.
pub(super) fn syntax(error: &serde_json::Error) -> String {
    let text = without_position(&error.to_string()).to_owned();
    let what = match error.classify() {
        Category::Data => return translated(&text),
        Category::Eof => "it ends too early",
        _ if text == "expected ident" => "a word is not true, false or null",
        _ if text == "recursion limit exceeded" => "it has more than 127 levels",
        _ => &text,
    };
    format!("the body is not JSON: {what} (line {}, column {})", error.line(), error.column())
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
                $(stringify!($int) => Some(format!("a whole number from {} to {}", $int::MIN, $int::MAX)),)*
                _ => None,
            }
        }
    };
}

whole_numbers!(i8, i16, i32, i64, i128, isize, u8, u16, u32, u64, u128, usize);

/// What a value of a type is, for types whose own errors are about Rust or leave out what would be right.
fn of_type(id: TypeId) -> Option<String> {
    let expected = [
        (TypeId::of::<String>(), "a text"),
        (TypeId::of::<bool>(), "true or false"),
        (TypeId::of::<f32>(), "a number"),
        (TypeId::of::<f64>(), "a number"),
        (TypeId::of::<Uuid>(), UUID),
        (TypeId::of::<DateTime<Utc>>(), TIME),
        (TypeId::of::<NaiveDate>(), DATE),
        (TypeId::of::<NaiveDateTime>(), DATE_AND_TIME),
        (TypeId::of::<NaiveTime>(), TIME_OF_DAY),
        (TypeId::of::<Vec<u8>>(), "a list of whole numbers from 0 to 255"),
    ];
    let known = expected.into_iter().find(|(known, _)| *known == id);
    known.map(|(_, expected)| expected.to_owned()).or_else(|| whole_number(id))
}

/// What an error of serde's, or of a parser that it calls, says.
pub(super) fn translated(text: &str) -> String {
    let text = without_position(text);
    of_serde(text).or_else(|| of_parser(text)).unwrap_or_else(|| text.to_owned())
}

/// Where in a text something is says little of a value that the client does not see in lines.
fn without_position(text: &str) -> &str {
    text.rsplit_once(" at line ").map_or(text, |(sentence, _)| sentence)
}

/// The forms in which serde says that a value does not fit.
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
        return Some(format!("has the field {field}, which is not one here; allowed: {allowed}"));
    }
    if let Some(field) = text.strip_prefix("missing field ") {
        return Some(format!("the field {field} is missing"));
    }
    if let Some(field) = text.strip_prefix("duplicate field ") {
        return Some(format!("the field {field} is there more than once"));
    }
    if text.starts_with("data did not match any variant") || text.starts_with("no variant of enum") {
        return Some("has none of the forms that are allowed here".to_owned());
    }
    let name = text.strip_prefix("cannot parse ")?.split(':').next()?;
    Some(format!("must be {}", named(name)))
}

/// Splits `invalid type: string "a", expected i32` behind its beginning. What was given may hold any text.
fn split<'a>(text: &'a str, beginning: &str) -> Option<(&'a str, &'a str)> {
    let (given, expected) = text.strip_prefix(beginning)?.rsplit_once(", expected ")?;
    Some((given, expected))
}

/// The parsers of numbers, dates, times and UUIDs say what is wrong with a text, and not what it must be.
fn of_parser(text: &str) -> Option<String> {
    const OF_TIMES: [&str; 6] = [
        "input is out of range",
        "no possible date and time matching input",
        "input is not enough for unique date and time",
        "input contains invalid characters",
        "premature end of input",
        "trailing input",
    ];
    const OF_NUMBERS: [&str; 7] = [
        "invalid digit found in string",
        "number too large to fit in target type",
        "number too small to fit in target type",
        "cannot parse integer from empty string",
        "invalid float literal",
        "cannot parse float from empty string",
        "number out of range",
    ];
    if OF_TIMES.contains(&text) {
        return Some("must be a date or a time, such as 2026-01-31T09:30:00Z".to_owned());
    }
    if OF_NUMBERS.contains(&text) {
        return Some("must be a number that fits".to_owned());
    }
    if text == "provided string was not `true` or `false`" {
        return Some("must be true or false".to_owned());
    }
    text.starts_with("UUID parsing failed").then(|| format!("must be {UUID}"))
}

/// What serde says that it expected: a name of Rust's, or words of the type's own.
fn named(expected: &str) -> String {
    if let Some(number) = whole_number_named(expected) {
        return number;
    }
    let of_length = |kind: &str| expected.rsplit_once(kind).map(|(_, length)| format!("a list of {length}"));
    match expected {
        "f32" | "f64" => "a number".to_owned(),
        "bool" | "a boolean" => "true or false".to_owned(),
        "str" | "string" | "String" | "a string" | "a borrowed string" => "a text".to_owned(),
        "char" | "a character" => "one character".to_owned(),
        "a sequence" => "a list".to_owned(),
        "a map" => "an object".to_owned(),
        "unit" => "null".to_owned(),
        "option" => "a value or null".to_owned(),
        "string or map" => "a text or an object".to_owned(),
        "variant identifier" | "field identifier" => "one of the names that are allowed here".to_owned(),
        _ if expected.starts_with("an array of length ") => of_length("length ").unwrap_or_default(),
        _ if expected.starts_with("a tuple of size ") => of_length("size ").unwrap_or_default(),
        _ if expected.starts_with("tuple ") => {
            let length = expected.rsplit_once("with ").map_or("values", |(_, length)| length);
            format!("a list of {length}")
        }
        _ if expected.starts_with("struct ") => "an object".to_owned(),
        _ if expected.contains("tagged enum ") => {
            "an object of one of the forms that are allowed here".to_owned()
        }
        _ if expected.starts_with("enum ") => "one of the values that are allowed here".to_owned(),
        _ if expected.starts_with("newtype ") || expected.starts_with("unit ") => {
            "a value of another form".to_owned()
        }
        _ => expected.to_owned(),
    }
}

/// What serde says that it was given.
fn given_as(given: &str) -> Option<&'static str> {
    let kinds = [
        ("string", "a text"),
        ("character", "a text"),
        ("integer", "a number"),
        ("floating point", "a number"),
        ("boolean", "true or false"),
        ("null", "null"),
        ("unit value", "null"),
        ("Option value", "null"),
        ("sequence", "a list"),
        ("map", "an object"),
    ];
    kinds.into_iter().find(|(kind, _)| given.starts_with(kind)).map(|(_, words)| words)
}

/// What an extractor of axum's says of a path, a query or a body.
pub(super) fn of_extractor(text: &str) -> String {
    let prefixes = [
        ("Failed to deserialize the JSON body into the target type: ", "the body: "),
        ("Failed to parse the request body as JSON: ", "the body is not JSON: "),
        ("Failed to deserialize query string: ", "the query: "),
        ("Failed to deserialize form body: ", "the form: "),
        ("Invalid URL: ", "the path: "),
    ];
    let Some((rest, subject)) =
        prefixes.into_iter().find_map(|(prefix, subject)| Some((text.strip_prefix(prefix)?, subject)))
    else {
        return text.to_owned();
    };
    if let Some((value, ty)) = rest.strip_prefix("Cannot parse ").and_then(|rest| rest.rsplit_once(" to a "))
    {
        return format!("{subject}{value} must be {}", named(ty.trim_matches('`')));
    }
    match rest.split_once(": ") {
        // A field's name, and what is wrong with it.
        Some((field, reason)) if translated(reason) != without_position(reason) => {
            format!("{subject}`{field}`: {}", translated(reason))
        }
        _ => format!("{subject}{}", translated(rest)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_serde_says_is_said_in_the_words_of_json() {
        for (said, expected) in [
            (
                "invalid type: string \"a, expected b\", expected i32",
                "must be a whole number from -2147483648 to 2147483647, not a text",
            ),
            ("invalid type: map, expected a string at line 1 column 9", "must be a text, not an object"),
            ("invalid type: null, expected struct Share with 2 elements", "must be an object, not null"),
            ("invalid value: integer `300`, expected u8", "must be a whole number from 0 to 255"),
            ("invalid length 3, expected an array of length 2", "must be a list of 2"),
            ("invalid length 3, expected tuple struct Pair with 2 elements", "must be a list of 2 elements"),
            ("unknown variant `x`, expected one of `a`, `b`, `c`", "must be one of: `a`, `b`, `c`"),
            ("unknown variant `x`, expected `a` or `b`", "must be `a` or `b`"),
            ("unknown field `x`, expected `a`", "has the field `x`, which is not one here; allowed: `a`"),
            ("missing field `part` at line 1 column 2", "the field `part` is missing"),
            (
                "data did not match any variant of untagged enum Shape",
                "has none of the forms that are allowed here",
            ),
            ("cannot parse i8: invalid digit found in string", "must be a whole number from -128 to 127"),
            ("premature end of input", "must be a date or a time, such as 2026-01-31T09:30:00Z"),
            ("UUID parsing failed: invalid length", &format!("must be {UUID}")),
            ("an app's own words", "an app's own words"),
        ] {
            assert_eq!(translated(said), expected);
        }
    }

    #[test]
    fn what_axum_says_is_said_in_the_words_of_http() {
        for (said, expected) in [
            (
                "Invalid URL: Cannot parse `abc` to a `u8`",
                "the path: `abc` must be a whole number from 0 to 255",
            ),
            (
                "Invalid URL: Cannot parse `id` with value `abc` to a `i8`",
                "the path: `id` with value `abc` must be a whole number from -128 to 127",
            ),
            (
                "Failed to deserialize the JSON body into the target type: part: invalid type: string \"a\", expected u8 at line 1 column 9",
                "the body: `part`: must be a whole number from 0 to 255, not a text",
            ),
            ("Failed to deserialize query string: missing field `q`", "the query: the field `q` is missing"),
            ("Ours.", "Ours."),
        ] {
            assert_eq!(of_extractor(said), expected);
        }
    }

    #[test]
    fn json_that_is_wrong_is_shown_with_its_place() {
        let syntax = |text: &str| syntax(&serde_json::from_str::<serde_json::Value>(text).unwrap_err());
        assert_eq!(syntax("{\"a\":"), "the body is not JSON: it ends too early (line 1, column 5)");
        assert_eq!(syntax("{\n1}"), "the body is not JSON: key must be a string (line 2, column 1)");
        assert_eq!(
            syntax("nothing"),
            "the body is not JSON: a word is not true, false or null (line 1, column 2)"
        );
    }
}
