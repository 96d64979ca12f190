//! Turns the rejections of axum's extractors into the problems of the other routes.
//!
//! A rejection has been rendered as text by then, so that it is recognized by its prefix.

use super::body::{cut_short, no_room, too_slow};
use super::body_memory::BodyMemoryFull;
use super::json_errors::{named, syntax, translated, without_position};
use super::problem::{FieldError, Kind, Problem};
use super::serve::UploadAborted;

/// Makes a problem from the text after the prefix.
type Translation = fn(&str) -> Problem;

/// The rejections of axum by their prefixes. A longer prefix comes before a shorter one that it begins with.
const REJECTIONS: [(&str, Translation); 10] = [
    ("Failed to parse the request body as JSON: ", |rest| {
        Problem::new(Kind::MalformedBody, syntax(of_value(rest).1))
    }),
    ("Failed to deserialize the JSON body into the target type: ", |rest| {
        value(Kind::InvalidBody, "body", rest)
    }),
    ("Failed to deserialize form body: ", |rest| value(Kind::InvalidBody, "form", rest)),
    ("Failed to deserialize form: ", |rest| value(Kind::InvalidQuery, "query", rest)),
    ("Failed to deserialize query string: ", |rest| value(Kind::InvalidQuery, "query", rest)),
    ("Expected request with `Content-Type: ", content_type),
    ("Form requests must have `Content-Type: ", content_type),
    ("Request body didn't contain valid UTF-8", |_| {
        Problem::new(Kind::MalformedBody, "the body is not valid UTF-8")
    }),
    ("Failed to buffer the request body: ", unread),
    ("Invalid URL: ", path),
];

/// The problem of a text, if it is a rejection of axum.
pub(super) fn problem(sentence: &str) -> Option<Problem> {
    REJECTIONS.iter().find_map(|(beginning, problem)| sentence.strip_prefix(beginning).map(problem))
}

fn content_type(rest: &str) -> Problem {
    let media_type = rest.split('`').next().unwrap_or_default();
    Problem::new(Kind::UnsupportedMediaType, format!("Content-Type must be {media_type}"))
}

/// A body that did not arrive completely.
fn unread(reason: &str) -> Problem {
    if reason.contains("length limit exceeded") {
        return Problem::new(Kind::ContentTooLarge, "the body is larger than this route accepts");
    }
    if reason.contains(&BodyMemoryFull.to_string()) {
        return no_room();
    }
    // The errors of the server when it stops waiting: see `super::serve`.
    let is_too_slow = reason.contains("designated timeout") || reason.contains(&UploadAborted.to_string());
    if is_too_slow { too_slow() } else { cut_short() }
}

/// A part of the path that cannot be parsed. It is reported as not found, like an invalid id.
fn path(rest: &str) -> Problem {
    let rest = without_position(rest);
    let (part, reason) = match rest.strip_prefix("Cannot parse ") {
        Some(given) => match given.rsplit_once("` to a `") {
            Some((part, ty)) => (part, format!("must be {}", named(ty.trim_end_matches('`')))),
            None => given
                .split_once("`: ")
                .map_or((given, String::new()), |(part, reason)| (part, translated(reason))),
        },
        None => match rest.strip_prefix("Invalid UTF-8 in ") {
            Some(part) => (part, "must be UTF-8".to_owned()),
            None => return Problem::new(Kind::NotFound, format!("the path: {}", translated(rest))),
        },
    };
    match part.trim_matches('`').split_once("` with value `") {
        Some((name, _)) => Problem::of(Kind::NotFound, vec![FieldError::new(name, reason)]),
        None => Problem::new(Kind::NotFound, format!("the path: {reason}")),
    }
}

/// An invalid value, with its name if there is one.
fn value(kind: Kind, subject: &str, rest: &str) -> Problem {
    let (path, reason) = of_value(without_position(rest));
    let (name, detail) = match ["missing field `", "duplicate field `"].map(|form| reason.strip_prefix(form))
    {
        [Some(field), _] => (joined(path, field), "is missing".to_owned()),
        [_, Some(field)] => (joined(path, field), "is given more than once".to_owned()),
        _ => (path.to_owned(), translated(reason)),
    };
    match name.as_str() {
        "" => Problem::new(kind, format!("the {subject}: {detail}")),
        _ => Problem::of(kind, vec![FieldError::new(name, detail)]),
    }
}

/// Splits `part.weight: invalid type: ..` into the path and the message. The messages of serde contain spaces.
fn of_value(text: &str) -> (&str, &str) {
    let is_path = |path: &str| !path.is_empty() && !path.contains([' ', '`', '"']);
    text.split_once(": ").filter(|(path, _)| is_path(path)).unwrap_or(("", text))
}

fn joined(path: &str, field: &str) -> String {
    let field = field.trim_end_matches('`');
    if path.is_empty() { field.to_owned() } else { format!("{path}.{field}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The type, the name at fault and the message.
    fn said(sentence: &str) -> String {
        let document = problem(sentence).unwrap().json();
        let document: serde_json::Value = serde_json::from_slice(&document).unwrap();
        let kind = document["type"].as_str().unwrap().rsplit_once(':').unwrap().1.to_owned();
        match document["errors"].as_array() {
            Some(faults) => {
                let fault = &faults[0];
                format!("{kind}: {}: {}", fault["name"].as_str().unwrap(), fault["detail"].as_str().unwrap())
            }
            None => format!("{kind}: {}", document["detail"].as_str().unwrap()),
        }
    }

    #[test]
    fn rejections_of_axum_become_problems() {
        for (sentence, expected) in [
            (
                "Invalid URL: Cannot parse `abc` to a `u8`",
                "not-found: the path: must be an integer from 0 to 255",
            ),
            (
                "Invalid URL: Cannot parse `id` with value `a` to a `b` to a `i8`",
                "not-found: id: must be an integer from -128 to 127",
            ),
            (
                "Invalid URL: Cannot parse `id` with value `abc`: UUID parsing failed: invalid length",
                "not-found: id: must be a UUID, such as 0198c5f0-4c00-7a31-8b6e-2f0d9a7c1e55",
            ),
            ("Invalid URL: Invalid UTF-8 in `name`", "not-found: the path: must be UTF-8"),
            (
                "Failed to deserialize the JSON body into the target type: part: invalid type: string \"a\", expected u8 at line 1 column 9",
                "invalid-body: part: must be an integer from 0 to 255, not a string",
            ),
            (
                "Failed to deserialize the JSON body into the target type: parts[1]: missing field `name` at line 1 column 2",
                "invalid-body: parts[1].name: is missing",
            ),
            (
                "Failed to deserialize the JSON body into the target type: invalid type: null, expected struct Part",
                "invalid-body: the body: must be an object, not null",
            ),
            (
                "Failed to parse the request body as JSON: part: EOF while parsing an object at line 1 column 3",
                "malformed-body: the body is not JSON: unexpected end of input (line 1, column 3)",
            ),
            ("Failed to deserialize query string: missing field `q`", "invalid-query: q: is missing"),
            (
                "Failed to deserialize form body: duplicate field `q`",
                "invalid-body: q: is given more than once",
            ),
            (
                "Failed to buffer the request body: length limit exceeded",
                "content-too-large: the body is larger than this route accepts",
            ),
        ] {
            assert_eq!(said(sentence), expected);
        }
        assert!(problem("A text of the app.").is_none());
    }
}
