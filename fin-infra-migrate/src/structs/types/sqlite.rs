//! The types of SQLite: what a table declares, which may be anything.

use super::{Rust, Typed, parts, text, unsupported};

/// The type of a column. A `BLOB` is a UUID if the name of its column is that of an id.
pub(super) fn of(column: &str, sql_type: &str) -> Result<Typed, String> {
    let (name, sizes, _) = parts(sql_type);
    let max = sizes.first().copied();
    let is_id = column == "id" || column.ends_with("_id") || column.ends_with("Id");
    Ok(match name.as_str() {
        "boolean" | "bool" => Typed::new(Rust::Bool),
        "integer" => match *sizes {
            [precision, scale] => return units(precision, scale, sql_type),
            _ => Typed::new(Rust::Integer("i64")),
        },
        "int" | "tinyint" | "smallint" | "mediumint" | "bigint" | "unsigned big int" | "int2" | "int4"
        | "int8" => Typed::new(Rust::Integer("i64")),
        "real" | "double" | "double precision" | "float" => Typed::new(Rust::Float("f64")),
        "text" | "clob" => text(None),
        "varchar" | "nvarchar" | "char" | "nchar" | "character" | "varying character"
        | "native character" => text(max),
        "blob" if is_id => Typed::new(Rust::Uuid),
        "blob" => Typed::new(Rust::Bytes { max: None }),
        "json" => Typed::new(Rust::Json),
        "date" => Typed::new(Rust::Naive("NaiveDate")),
        "datetime" | "timestamp" => Typed::but(
            Rust::Text { max: None },
            "SQLite keeps such times as text: to have `DateTime<Utc>` here, convert them to microseconds since 1970 in a column \
             of the type INTEGER",
        ),
        "decimal" | "numeric" | "money" => {
            return Err(format!(
                "{sql_type} is a float in SQLite, which is not exact: to have `Decimal` here, convert the amounts to whole units \
                 of their last decimal place in a column of the type INTEGER(18, 2)"
            ));
        }
        "" => return Err("the column has no type: declare one in its table".to_owned()),
        _ => return Err(unsupported(sql_type)),
    })
}

/// fin-infra's own decimals.
fn units(precision: u32, scale: u32, sql_type: &str) -> Result<Typed, String> {
    match (u8::try_from(precision), u8::try_from(scale)) {
        (Ok(precision @ 1..=18), Ok(scale)) if scale <= precision => {
            Ok(Typed::new(Rust::Decimal { precision, scale }))
        }
        _ => Err(format!("SQLite holds 18 digits exactly, and this column is {sql_type}")),
    }
}

#[cfg(test)]
mod tests {
    use super::{Rust, of};

    #[test]
    fn a_type_is_that_of_the_derive_or_is_refused() {
        for (column, sql_type, rust) in [
            ("id", "BLOB", Rust::Uuid),
            ("GoalId", "BLOB", Rust::Uuid),
            ("photo", "BLOB", Rust::Bytes { max: None }),
            ("amount", "INTEGER(12, 2)", Rust::Decimal { precision: 12, scale: 2 }),
            ("id", "INTEGER", Rust::Integer("i64")),
            ("name", "NVARCHAR(120)", Rust::Text { max: Some(120) }),
            ("day", "DATE", Rust::Naive("NaiveDate")),
        ] {
            assert_eq!(of(column, sql_type).unwrap().rust, rust, "{sql_type}");
        }
        for sql_type in ["", "NUMERIC(10,2)", "GEOMETRY", "INTEGER(40, 2)", "*/"] {
            assert!(of("price", sql_type).is_err(), "{sql_type}");
        }
    }
}
