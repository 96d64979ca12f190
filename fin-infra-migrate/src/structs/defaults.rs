//! Defaults of columns as defaults of fields.

use super::super::dialect::Database;
use super::text::literal;
use super::types::Rust;

/// What a default of a column becomes.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Given {
    /// An option of the field.
    Option(String),
    /// Nothing that a field can say.
    Unknown,
}

/// The default of a required field.
pub(super) fn given(sql: &str, rust: &Rust, database: Database) -> Given {
    let value = without_cast(sql);
    let quoted = |value| quoted(value).map(|text| unescaped(&text, database));
    let option = match rust {
        Rust::Bool => boolean(value),
        Rust::Integer(_) => unquoted_number(value).and_then(|number| number.parse().ok()).map(integer),
        Rust::Decimal { scale, .. } => {
            unquoted_number(value).and_then(|number| decimal(&number, *scale, database))
        }
        Rust::Text { .. } => quoted(value).map(|text| match text.as_str() {
            "" => "default".to_owned(),
            text => format!("default = {}.to_owned()", literal(text)),
        }),
        Rust::Json if ["'{}'", "'[]'"].contains(&value) => {
            Some(format!("default = serde_json::json!({})", &value[1..3]))
        }
        Rust::Array(_) if value == "'{}'" => Some("default".to_owned()),
        Rust::Instant if is_now(value) => Some("default = Utc::now()".to_owned()),
        Rust::Uuid if ["gen_random_uuid()", "uuid_generate_v4()"].contains(&value) => {
            Some("default = Uuid::now_v7()".to_owned())
        }
        _ => None,
    };
    option.map_or(Given::Unknown, Given::Option)
}

fn is_now(value: &str) -> bool {
    let value = value.to_lowercase();
    // The digits of a second, which the column limits as well.
    let (name, digits) = value.split_once('(').unwrap_or((&value, ")"));
    let is_a_call = digits.strip_suffix(')').is_some_and(|digits| ["", "6"].contains(&digits.trim()));
    is_a_call && ["now", "current_timestamp", "transaction_timestamp"].contains(&name.trim())
}

fn boolean(value: &str) -> Option<String> {
    match value.to_lowercase().as_str() {
        "false" | "0" => Some("default".to_owned()),
        "true" | "1" => Some("default = true".to_owned()),
        _ => None,
    }
}

fn integer(value: i64) -> String {
    if value == 0 { "default".to_owned() } else { format!("default = {value}") }
}

/// In SQLite, a decimal is a number of its smallest units.
fn decimal(number: &str, scale: u8, database: Database) -> Option<String> {
    let digits =
        if database == Database::Sqlite { units(number.parse().ok()?, scale) } else { number.to_owned() };
    let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
    let fraction = fraction.trim_end_matches('0');
    if fraction.len() > usize::from(scale) {
        return None;
    }
    match (fraction.is_empty(), whole.parse::<i64>().ok()?) {
        (true, 0) => Some("default".to_owned()),
        (true, whole) => Some(format!("default = Decimal::from({whole})")),
        (false, _) => Some(format!("default = dec!({whole}.{fraction})")),
    }
}

fn units(units: i64, scale: u8) -> String {
    let sign = if units < 0 { "-" } else { "" };
    let digits = format!("{:0>width$}", units.unsigned_abs(), width = usize::from(scale) + 1);
    let (whole, fraction) = digits.split_at(digits.len() - usize::from(scale));
    format!("{sign}{whole}.{fraction}")
}

/// A number, also one that PostgreSQL writes as `'-7'::integer`.
fn unquoted_number(value: &str) -> Option<String> {
    let number = quoted(value).unwrap_or_else(|| value.to_owned());
    let digits = number.strip_prefix('-').unwrap_or(&number);
    let is_number = digits.starts_with(|first: char| first.is_ascii_digit())
        && digits.chars().all(|letter| letter.is_ascii_digit() || letter == '.');
    is_number.then_some(number)
}

/// The text of a literal, if the whole value is one.
fn quoted(value: &str) -> Option<String> {
    let inside = value.strip_prefix('\'')?.strip_suffix('\'')?;
    let plain = inside.replace("''", "");
    (!plain.contains('\'')).then(|| inside.replace("''", "'"))
}

/// The text of a literal, in which MySQL doubles backslashes.
pub(super) fn unescaped(text: &str, database: Database) -> String {
    if database == Database::MySql { text.replace("\\\\", "\\") } else { text.to_owned() }
}

/// A value without parentheses around it and without PostgreSQL's cast of a literal. A cast that can change the value stays, so
/// that the default is none of a field.
fn without_cast(sql: &str) -> &str {
    let value = without_parentheses(sql);
    let cast = value.rsplit_once("::").map(|(literal, to)| (without_parentheses(literal), to));
    let is_literal = |text: &str| quoted(text).is_some() || text.parse::<i64>().is_ok();
    match cast {
        Some((literal, to)) if is_literal(literal) && is_plain_type(to) => literal,
        _ => value,
    }
}

fn without_parentheses(sql: &str) -> &str {
    let mut value = sql.trim();
    while let Some(inside) = value.strip_prefix('(').and_then(|inside| inside.strip_suffix(')')) {
        value = inside.trim();
    }
    value
}

/// A type without a size, which would round or cut off a value.
fn is_plain_type(sql_type: &str) -> bool {
    let is_of_words =
        |text: &str| text.chars().all(|letter| letter.is_alphanumeric() || " _".contains(letter));
    is_of_words(sql_type.strip_suffix("[]").unwrap_or(sql_type))
}

#[cfg(test)]
mod tests {
    use super::{Database, Given, Rust, given};

    #[test]
    fn a_plain_value_is_a_default_of_the_field() {
        let decimal = Rust::Decimal { precision: 12, scale: 2 };
        for (sql, rust, option) in [
            ("'it''s'::character varying", Rust::Text { max: None }, "default = \"it's\".to_owned()"),
            ("''", Rust::Text { max: None }, "default"),
            ("('-7'::integer)", Rust::Integer("i32"), "default = -7"),
            ("0", Rust::Integer("i64"), "default"),
            ("TRUE", Rust::Bool, "default = true"),
            ("0.00", decimal.clone(), "default"),
            ("100.00", decimal.clone(), "default = Decimal::from(100)"),
            ("-0.50", decimal.clone(), "default = dec!(-0.5)"),
            ("'{}'::jsonb", Rust::Json, "default = serde_json::json!({})"),
            ("'{}'::text[]", Rust::Array("String"), "default"),
            ("CURRENT_TIMESTAMP(6)", Rust::Instant, "default = Utc::now()"),
            ("now()", Rust::Instant, "default = Utc::now()"),
            ("CURRENT_TIMESTAMP", Rust::Instant, "default = Utc::now()"),
            ("'1.50'::numeric", decimal.clone(), "default = dec!(1.5)"),
            ("(7)::numeric", decimal.clone(), "default = Decimal::from(7)"),
        ] {
            assert_eq!(given(sql, &rust, Database::Postgres), Given::Option(option.to_owned()), "{sql}");
        }
        assert_eq!(given("150", &decimal, Database::Sqlite), Given::Option("default = dec!(1.5)".to_owned()));
        assert_eq!(
            given("-5", &decimal, Database::Sqlite),
            Given::Option("default = dec!(-0.05)".to_owned())
        );
    }

    #[test]
    fn anything_else_is_none() {
        for (sql, rust) in [
            ("now()", Rust::Text { max: None }),
            ("(now() - '1 day'::interval)", Rust::Instant),
            ("now() + interval '1 day'", Rust::Instant),
            ("(now())::date", Rust::Instant),
            ("CURRENT_TIMESTAMP(0)", Rust::Instant),
            ("(1.6)::integer", Rust::Decimal { precision: 12, scale: 2 }),
            ("((1.6)::integer)::numeric", Rust::Decimal { precision: 12, scale: 2 }),
            ("'1.66'::numeric(12,1)", Rust::Decimal { precision: 12, scale: 2 }),
            ("'abc'::character(1)", Rust::Text { max: None }),
            ("'abc'::\"char\"", Rust::Text { max: None }),
            ("'a' || 'b'", Rust::Text { max: None }),
            ("'a'); drop", Rust::Text { max: None }),
            ("1.5", Rust::Integer("i64")),
            ("0.123", Rust::Decimal { precision: 12, scale: 2 }),
            ("99999999999999999999", Rust::Integer("i64")),
            ("'null'::jsonb", Rust::Json),
            ("'{a}'::text[]", Rust::Array("String")),
            ("", Rust::Bool),
        ] {
            assert_eq!(given(sql, &rust, Database::Postgres), Given::Unknown, "{sql}");
        }
    }
}
