//! The types of PostgreSQL, as `format_type` writes them.

use super::super::facts::ColumnFacts;
use super::{Rust, Typed, decimal, of_time, parts, text, unsupported};

/// The type of a column.
pub(super) fn of(sql_type: &str, facts: &ColumnFacts) -> Result<Typed, String> {
    let plain = sql_type.split(" COLLATE ").next().unwrap_or(sql_type);
    if !facts.labels.is_empty() {
        let type_name = Some(plain.to_owned());
        return Ok(Typed::new(Rust::Enum { type_name, labels: facts.labels.clone() }));
    }
    match &facts.base_type {
        None => of_type(plain),
        Some(base) => {
            let typed =
                of_type(base).map_err(|reason| format!("it is of the domain {plain}, and {reason}"))?;
            Ok(Typed::but(
                typed.rust,
                format!("this column is of the domain {plain}, whose rules the database checks"),
            ))
        }
    }
}

fn of_type(sql_type: &str) -> Result<Typed, String> {
    let (name, sizes, after) = parts(sql_type);
    let max = sizes.first().copied();
    Ok(match format!("{name} {after}").trim_end() {
        "boolean" => Typed::new(Rust::Bool),
        "smallint" => Typed::new(Rust::Integer("i16")),
        "integer" => Typed::new(Rust::Integer("i32")),
        "bigint" => Typed::new(Rust::Integer("i64")),
        "real" => Typed::new(Rust::Float("f32")),
        "double precision" => Typed::new(Rust::Float("f64")),
        "numeric" => return decimal(&sizes, sql_type),
        "text" => text(None),
        "character varying" => text(max),
        "character" => Typed::but(
            Rust::Text { max },
            "PostgreSQL fills values of this column up with spaces, and a filter by a value with them finds no row: make it a VARCHAR",
        ),
        "citext" => Typed::but(
            Rust::Text { max: None },
            "this column ignores case (citext), and a `String` does not: see `unique_ci`",
        ),
        "bytea" => Typed::new(Rust::Bytes { max: None }),
        "uuid" => Typed::new(Rust::Uuid),
        "timestamp with time zone" => of_time(Rust::Instant, max),
        "timestamp without time zone" => of_time(Rust::Naive("NaiveDateTime"), max),
        "date" => Typed::new(Rust::Naive("NaiveDate")),
        "time without time zone" => of_time(Rust::Naive("NaiveTime"), max),
        "json" | "jsonb" => Typed::new(Rust::Json),
        other => return array(other).map(Typed::new).ok_or_else(|| unsupported(sql_type)),
    })
}

/// A one-dimensional array of a plain type.
fn array(sql_type: &str) -> Option<Rust> {
    let of = match sql_type.strip_suffix("[]")? {
        "boolean" => "bool",
        "smallint" => "i16",
        "integer" => "i32",
        "bigint" => "i64",
        "real" => "f32",
        "double precision" => "f64",
        "text" => "String",
        "uuid" => "Uuid",
        _ => return None,
    };
    Some(Rust::Array(of))
}

#[cfg(test)]
mod tests {
    use super::{ColumnFacts, Rust, of};

    #[test]
    fn a_type_is_that_of_the_derive_or_is_refused() {
        let facts = ColumnFacts::default();
        for (sql_type, rust) in [
            ("numeric(12,2)", Rust::Decimal { precision: 12, scale: 2 }),
            ("character varying(40) COLLATE \"C\"", Rust::Text { max: Some(40) }),
            ("character varying", Rust::Text { max: None }),
            ("timestamp(3) with time zone", Rust::Instant),
            ("text[]", Rust::Array("String")),
            ("numeric", Rust::Decimal { precision: 18, scale: 4 }),
        ] {
            assert_eq!(of(sql_type, &facts).unwrap().rust, rust, "{sql_type}");
        }
        for sql_type in [
            "interval",
            "money",
            "numeric(40,2)",
            "numeric(3,-2)",
            "numeric(2,5)",
            "inet",
            "text[][]",
            "a\"b",
        ] {
            assert!(of(sql_type, &facts).is_err(), "{sql_type}");
        }
    }

    #[test]
    fn a_domain_has_the_type_of_its_values() {
        let domain = |base: &str| ColumnFacts { base_type: Some(base.to_owned()), ..ColumnFacts::default() };
        let typed = of("email", &domain("character varying(80)")).unwrap();
        assert_eq!(typed.rust, Rust::Text { max: Some(80) });
        assert!(typed.note.unwrap().contains("domain email"));
        assert!(of("span", &domain("interval")).unwrap_err().contains("domain span"));
    }
}
