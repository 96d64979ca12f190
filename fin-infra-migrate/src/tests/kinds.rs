//! The kinds of columns that random tables have.

use super::super::dialect::Database;
use super::super::model::Column;

/// A kind of column: its types from the narrowest to the widest, a value for the `number`th row, and a default.
pub(super) struct Kind {
    pub(super) types: [&'static [&'static str]; 3],
    pub(super) value: fn(Database, u32) -> String,
    pub(super) default: Option<&'static str>,
}

/// The tenant's column where it holds text, and the id's where it is a number; elsewhere both hold binary ids.
pub(super) const TEXT_TENANT: &str = "tenant_text";
pub(super) const NUMBER_ID: &str = "idn";

const MYSQL_TEXT: &str =
    "CHARACTER SET utf8mb4 COLLATE /*M! utf8mb4_nopad_bin */ /*!80000 utf8mb4_0900_bin */";

pub(super) const KINDS: [Kind; 7] = [
    Kind {
        types: [
            &["TEXT"],
            &["VARCHAR(40) COLLATE \"C\"", "VARCHAR(80) COLLATE \"C\"", "TEXT COLLATE \"C\""],
            &[
                "VARCHAR(40) CHARACTER SET utf8mb4 COLLATE /*M! utf8mb4_nopad_bin */ /*!80000 utf8mb4_0900_bin */",
                "VARCHAR(80) CHARACTER SET utf8mb4 COLLATE /*M! utf8mb4_nopad_bin */ /*!80000 utf8mb4_0900_bin */",
                "LONGTEXT CHARACTER SET utf8mb4 COLLATE /*M! utf8mb4_nopad_bin */ /*!80000 utf8mb4_0900_bin */",
            ],
        ],
        value: |_, number| format!("'it''s row {number}'"),
        default: Some("'it''s \"new\" (or not) 😀'"),
    },
    Kind {
        types: [&["INTEGER"], &["SMALLINT", "INTEGER", "BIGINT"], &["SMALLINT", "INT", "BIGINT"]],
        value: |_, number| number.to_string(),
        default: Some("-7"),
    },
    Kind {
        types: [&["BOOLEAN"], &["BOOLEAN"], &["BOOLEAN"]],
        value: |_, number| if number % 2 == 0 { "TRUE" } else { "FALSE" }.to_owned(),
        default: Some("TRUE"),
    },
    Kind {
        types: [
            &["INTEGER(12, 2)", "INTEGER(18, 4)"],
            &["NUMERIC(12, 2)", "NUMERIC(18, 4)"],
            &["DECIMAL(12, 2)", "DECIMAL(18, 4)"],
        ],
        value: |database, number| {
            if database == Database::Sqlite { format!("{number}50") } else { format!("{number}.50") }
        },
        default: Some("0"),
    },
    Kind {
        types: [&["BLOB"], &["UUID"], &["BINARY(16)"]],
        value: |database, number| match database {
            Database::Postgres => format!("'00000000-0000-0000-0000-{number:012}'"),
            _ => format!("X'00000000000000000000{number:012}'"),
        },
        default: None,
    },
    Kind {
        types: [&["INTEGER"], &["TIMESTAMPTZ"], &["DATETIME(6)"]],
        value: |database, number| match database {
            Database::Sqlite => number.to_string(),
            Database::Postgres => format!("'2025-01-01 00:00:{number:02}.5+00'"),
            Database::MySql => format!("'2025-01-01 00:00:{number:02}.5'"),
        },
        default: None,
    },
    Kind {
        types: [&["TEXT"], &["JSONB"], &["JSON"]],
        value: |_, number| format!("'{{\"row\": {number}}}'"),
        default: None,
    },
];

impl Kind {
    pub(super) fn types(&self, database: Database) -> &'static [&'static str] {
        match database {
            Database::Sqlite => self.types[0],
            Database::Postgres => self.types[1],
            Database::MySql => self.types[2],
        }
    }

    /// The kind of a column, by the prefix of its name.
    pub(super) fn of(column: &str) -> &'static Self {
        let number = column
            .strip_prefix('c')
            .and_then(|rest| rest.split('_').next())
            .and_then(|kind| kind.parse::<usize>().ok());
        match (number, column) {
            (Some(number), _) => &KINDS[number],
            (None, "deleted_at") => &KINDS[5],
            (None, TEXT_TENANT) => &KINDS[0],
            (None, name) if name == NUMBER_ID || name.starts_with("rn_") => &KINDS[1],
            (None, _) => &KINDS[4],
        }
    }

    /// Whether it can be part of an index.
    pub(super) fn has_order(column: &Column) -> bool {
        !column.name.starts_with("c6") && !column.sql_type.starts_with("LONGTEXT")
    }
}

/// MySQL's text type is that of the backend; a change there has to be repeated here.
#[test]
fn the_types_are_those_of_the_backends() {
    assert!(KINDS[0].types[2].iter().all(|sql_type| sql_type.ends_with(MYSQL_TEXT)));
}
