//! Values in SQLite's encoding.

use std::sync::LazyLock;

use sqlx::sqlite::SqliteArguments;
use sqlx::{Arguments, Encode, Sqlite, Type};

use crate::value::{InvalidValue, Scalar};

/// Returns the only encoded argument; null if it is null or cannot be read.
pub(super) fn encoded(arguments: &SqliteArguments) -> Scalar {
    read(&format!("{arguments:?}")).unwrap_or(Scalar::Null)
}

/// Parses the `Debug` output of arguments, for which sqlx has no other accessor: the variant and the value, as in
/// `SqliteArguments { values: SqliteArgumentsBuffer([Text("abc")]) }`.
fn read(debug: &str) -> Option<Scalar> {
    let (_, value) = debug.split_once("Buffer([")?;
    let (variant, value) = value.split_once('(')?;
    let (value, _) = value.rsplit_once(")])")?;
    match variant {
        "Text" | "TextSlice" => Some(Scalar::Text(unescape(value))),
        "Int" | "Int64" => value.parse().ok().map(Scalar::Int),
        "Double" => value.parse().ok().map(Scalar::Float),
        "Blob" if value == "[]" => Some(Scalar::Bytes(Vec::new())),
        "Blob" => {
            let bytes = value.trim_matches(['[', ']']).split(", ").map(str::parse);
            bytes.collect::<Result<_, _>>().ok().map(Scalar::Bytes)
        }
        _ => None,
    }
}

/// Returns an error if the sqlx in use prints its arguments in another way, in which case values would compare as null.
pub(super) fn check() -> Result<(), InvalidValue> {
    static IS_READABLE: LazyLock<bool> = LazyLock::new(|| is_readable(|arguments| format!("{arguments:?}")));
    match *IS_READABLE {
        true => Ok(()),
        false => Err("cannot be compared: this version of sqlx encodes values for SQLite in a way that fin-infra does \
                      not know; use the version that fin-infra was tested with"
            .into()),
    }
}

/// Returns `true` if an argument of each kind can be read back.
fn is_readable(print: fn(&SqliteArguments) -> String) -> bool {
    fn printed<T: for<'q> Encode<'q, Sqlite> + Type<Sqlite>>(
        print: fn(&SqliteArguments) -> String,
        value: T,
    ) -> Option<Scalar> {
        let mut arguments = SqliteArguments::default();
        Arguments::add(&mut arguments, value).ok()?;
        read(&print(&arguments))
    }
    let text = "a \"b\" \\ ') \n \u{1} ü)])";
    printed(print, text.to_owned()) == Some(Scalar::Text(text.to_owned()))
        && printed(print, 7_i32) == Some(Scalar::Int(7))
        && printed(print, i64::MIN) == Some(Scalar::Int(i64::MIN.into()))
        && printed(print, 1.5_f64) == Some(Scalar::Float(1.5))
        && printed(print, vec![1_u8, 0, 255]) == Some(Scalar::Bytes(vec![1, 0, 255]))
        && printed(print, Vec::<u8>::new()) == Some(Scalar::Bytes(Vec::new()))
}

/// Reverses the `Debug` output of a `str`.
fn unescape(literal: &str) -> String {
    let inner = literal.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(literal);
    let mut out = String::with_capacity(inner.len());
    let mut characters = inner.chars();
    while let Some(character) = characters.next() {
        if character != '\\' {
            out.push(character);
            continue;
        }
        match characters.next() {
            Some('n') => out.push('\n'),
            Some('r') => out.push('\r'),
            Some('t') => out.push('\t'),
            Some('0') => out.push('\0'),
            Some('u') => {
                let digits: String = characters.by_ref().skip(1).take_while(|&digit| digit != '}').collect();
                out.extend(u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32));
            }
            Some(other) => out.push(other),
            None => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::is_readable;

    #[test]
    fn arguments_are_readable_only_as_this_version_of_sqlx_prints_them() {
        assert!(is_readable(|arguments| format!("{arguments:?}")));
        assert!(!is_readable(|arguments| format!("{arguments:?}").replace("Int64(", "Integer(")));
        assert!(!is_readable(|arguments| format!("{arguments:?}").replace("Buffer([", "Values([")));
        assert!(!is_readable(|arguments| format!("{arguments:#?}")));
    }
}
