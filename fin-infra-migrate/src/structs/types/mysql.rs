//! The types of MySQL and MariaDB, as the catalogue writes them.

use super::super::facts::ColumnFacts;
use super::{Rust, Typed, decimal, of_time, parts, text, unsupported};

/// The type of a column.
pub(super) fn of(sql_type: &str, facts: &ColumnFacts) -> Result<Typed, String> {
    let plain = sql_type.split(" COLLATE ").next().unwrap_or(sql_type);
    if !facts.labels.is_empty() {
        return Ok(Typed::new(Rust::Enum { type_name: None, labels: facts.labels.clone() }));
    }
    let (name, sizes, after) = parts(plain);
    // Without parentheses, what follows is part of the name.
    let unsigned = after.contains("unsigned") || name.contains("unsigned");
    let name = name.split(' ').next().unwrap_or_default();
    let max = sizes.first().copied();
    let choose = |signed, without| Typed::new(Rust::Integer(if unsigned { without } else { signed }));
    Ok(match name {
        "tinyint" if max == Some(1) && !unsigned => Typed::new(Rust::Bool),
        "tinyint" => choose("i8", "u8"),
        "smallint" => choose("i16", "u16"),
        "mediumint" | "int" => choose("i32", "u32"),
        "bigint" => choose("i64", "u64"),
        "float" => Typed::new(Rust::Float("f32")),
        "double" => Typed::new(Rust::Float("f64")),
        "decimal" => return decimal(&sizes, plain),
        "varchar" | "char" => text(max),
        "text" | "tinytext" | "mediumtext" | "longtext" => text(None),
        "binary" if max == Some(16) => Typed::new(Rust::Uuid),
        "binary" => {
            Typed::but(Rust::Bytes { max }, "the database fills values of this column up with zero bytes")
        }
        "varbinary" => Typed::new(Rust::Bytes { max: max.filter(|max| *max > 0) }),
        "blob" | "tinyblob" | "mediumblob" | "longblob" => Typed::new(Rust::Bytes { max: None }),
        "datetime" => of_time(Rust::Instant, max.or(Some(0))),
        "timestamp" => {
            return Err("a TIMESTAMP depends on the time zone of the session. As DATETIME(6), in UTC, it is a `DateTime<Utc>`"
                .to_owned());
        }
        "date" => Typed::new(Rust::Naive("NaiveDate")),
        "time" => of_time(Rust::Naive("NaiveTime"), max.or(Some(0))),
        "json" => Typed::new(Rust::Json),
        _ => return Err(unsupported(plain)),
    })
}

#[cfg(test)]
mod tests {
    use super::{ColumnFacts, Rust, of};

    #[test]
    fn a_type_is_that_of_the_derive_or_is_refused() {
        let facts = ColumnFacts::default();
        for (sql_type, rust) in [
            ("tinyint(1)", Rust::Bool),
            ("tinyint(4)", Rust::Integer("i8")),
            ("int(10) unsigned", Rust::Integer("u32")),
            ("bigint unsigned", Rust::Integer("u64")),
            ("mediumint(9)", Rust::Integer("i32")),
            ("decimal(10,2)", Rust::Decimal { precision: 10, scale: 2 }),
            ("varchar(40) COLLATE utf8mb4_nopad_bin", Rust::Text { max: Some(40) }),
            ("binary(16)", Rust::Uuid),
            ("datetime", Rust::Instant),
            ("longtext", Rust::Text { max: None }),
        ] {
            assert_eq!(of(sql_type, &facts).unwrap().rust, rust, "{sql_type}");
        }
        for sql_type in
            ["year(4)", "geometry", "set('a','b')", "bit(1)", "uuid", "decimal(65,2)", "timestamp", ""]
        {
            assert!(of(sql_type, &facts).is_err(), "{sql_type}");
        }
        assert!(
            of("datetime", &facts).unwrap().note.is_some()
                && of("datetime(6)", &facts).unwrap().note.is_none()
        );
    }
}
