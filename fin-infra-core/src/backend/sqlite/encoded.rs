//! A value as SQLite would get it.

use sqlx::sqlite::SqliteArguments;

use crate::value::Scalar;

/// The one argument that was encoded.
///
/// sqlx has no accessor for it but `Debug`, which prints the argument's variant and value:
/// `SqliteArguments { values: SqliteArgumentsBuffer([Text("abc")]) }`. A test holds this to the sqlx in use.
pub(super) fn encoded(arguments: &SqliteArguments) -> Scalar {
    let text = format!("{arguments:?}");
    let Some((_, value)) = text.split_once("Buffer([") else { return Scalar::Null };
    let Some((variant, value)) = value.split_once('(') else { return Scalar::Null };
    let value = value.rsplit_once(")])").map_or(value, |(value, _)| value);
    match variant {
        "Text" | "TextSlice" => Scalar::Text(unescape(value)),
        "Int" | "Int64" => value.parse().map_or(Scalar::Null, Scalar::Int),
        "Double" => value.parse().map_or(Scalar::Null, Scalar::Float),
        "Blob" => Scalar::Bytes(
            value.trim_matches(['[', ']']).split(", ").filter_map(|byte| byte.parse().ok()).collect(),
        ),
        _ => Scalar::Null,
    }
}

/// Undoes `str`'s `Debug`.
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
    use sqlx::Sqlite;

    use crate::backend::Backend;
    use crate::value::Scalar;

    #[test]
    fn an_encoded_argument_can_be_read_back() {
        let text = "a \"b\" \\ ') \n \u{1} ü)])";
        assert_eq!(Sqlite::raw_scalar(&text.to_owned()), Scalar::Text(text.to_owned()));
        assert_eq!(Sqlite::raw_scalar(&-7_i64), Scalar::Int(-7));
        assert_eq!(Sqlite::raw_scalar(&1.5_f64), Scalar::Float(1.5));
        assert_eq!(Sqlite::raw_scalar(&vec![1_u8, 0, 255]), Scalar::Bytes(vec![1, 0, 255]));
        assert_eq!(Sqlite::raw_scalar(&Vec::<u8>::new()), Scalar::Bytes(Vec::new()));
    }
}
