//! Rows, made by the databases themselves.
//!
//! Row `n` has the id `n + 1`. Ten rows that follow each other are one tenant's, and the first of them, which is never
//! deleted, is what those of a table that refers to this one refer to.

use fin_infra::prelude::Uuid;
use fin_infra::schema::{Column, Database, Definition};

/// How many rows a table has: whole thousands, a million at the most.
pub(crate) fn rows() -> u64 {
    let rows: u64 = std::env::var("FIN_TEST_ROWS")
        .map_or(100_000, |rows| rows.parse().expect("FIN_TEST_ROWS is a number"));
    assert!(
        (10_000..=1_000_000).contains(&rows) && rows.is_multiple_of(1_000),
        "FIN_TEST_ROWS is in whole thousands"
    );
    rows
}

/// The uuid that is a number.
pub(crate) fn uuid(number: u64) -> Uuid {
    Uuid::from_u128(number.into())
}

/// The statement that fills a table.
pub(crate) fn insert(definition: &Definition, database: Database, rows: u64) -> String {
    let sql = Sql { database };
    let kinds = definition.types(Database::Postgres).expect("the resource is on PostgreSQL");
    let table = definition.table;
    let columns = table.columns.iter().zip(&kinds);
    let mut names: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
    let mut values: Vec<String> = Vec::new();
    for (env, (column, kind)) in columns.clone().enumerate() {
        values.push(if env == table.id {
            sql.uuid("n + 1")
        } else if Some(env) == table.tenant {
            sql.uuid(&format!("{} + 1", sql.tenant()))
        } else if Some(env) == table.deleted_at {
            format!("CASE WHEN n % 990 = 7 THEN {} END", sql.value(column, kind, "Row"))
        } else if table.foreign_keys.iter().any(|key| key.column == env) {
            sql.uuid("n - n % 10 + 1")
        } else {
            sql.nullable(column, kind, "Row")
        });
    }
    for (column, kind) in columns {
        if let Some(folded) = column.folded {
            names.push(folded);
            values.push(sql.nullable(column, kind, "row"));
        }
    }
    format!(
        "INSERT INTO {} ({}) WITH RECURSIVE k(k) AS (SELECT 0 UNION ALL SELECT k + 1 FROM k WHERE k < 999) \
         SELECT {} FROM (SELECT a.k + 1000 * b.k AS n FROM k AS b CROSS JOIN k AS a WHERE b.k < {}) AS numbers ORDER BY n",
        table.name,
        names.join(", "),
        values.join(", "),
        rows / 1_000,
    )
}

/// How a database spells values that are made of `n`.
struct Sql {
    database: Database,
}

impl Sql {
    fn divided(&self, number: &str, by: u32) -> String {
        let operator = if self.database == Database::MySql { "DIV" } else { "/" };
        format!("(({number}) {operator} {by})")
    }

    /// A fifth of the rows are the first tenant's, and each other one has less than the one before it.
    fn tenant(&self) -> String {
        let block = self.divided("n", 10);
        let dice = format!("({block} * 7919 % 1000)");
        let others = self.divided(&format!("19 * {dice} * {dice}"), 1_000_000);
        format!("CASE WHEN {block} % 5 = 0 THEN 0 ELSE 1 + {others} END")
    }

    fn uuid(&self, number: &str) -> String {
        match self.database {
            Database::Postgres => format!("lpad(to_hex({number}), 32, '0')::uuid"),
            Database::Sqlite => format!("unhex(printf('%032x', {number}))"),
            Database::MySql => format!("UNHEX(LPAD(HEX({number}), 32, '0'))"),
        }
    }

    fn nullable(&self, column: &Column, kind: &str, label: &str) -> String {
        let value = self.value(column, kind, label);
        if column.nullable { format!("CASE WHEN n % 3 = 0 THEN NULL ELSE {value} END") } else { value }
    }

    /// What lists are ordered by differs from row to row; what they are filtered by alone repeats.
    fn value(&self, column: &Column, kind: &str, label: &str) -> String {
        let repeats = column.filter && !column.order;
        match kind.split(['(', ' ']).next().unwrap_or_default() {
            "UUID" => self.uuid("n % 500 + 1"),
            "TEXT" | "VARCHAR" if repeats => {
                "CASE n % 2 WHEN 0 THEN 'pending' ELSE 'approved' END".to_owned()
            }
            "TEXT" | "VARCHAR" => self.label(label),
            "BOOLEAN" => "n % 2 = 0".to_owned(),
            "NUMERIC" if column.filter || column.order => "n % 100003 * 7919 % 100003".to_owned(),
            "NUMERIC" => "0".to_owned(),
            "BIGINT" => "1".to_owned(),
            "TIMESTAMPTZ" => self.time(),
            "DATE" => self.date(),
            "JSONB" if self.database == Database::Postgres => "'{}'::jsonb".to_owned(),
            "JSONB" => "'{}'".to_owned(),
            kind => panic!("`{}` is a {kind}, of which no value is made", column.name),
        }
    }

    fn label(&self, label: &str) -> String {
        match self.database {
            Database::Postgres => format!("'{label} ' || lpad(n::text, 8, '0')"),
            Database::Sqlite => format!("printf('{label} %08d', n)"),
            Database::MySql => format!("CONCAT('{label} ', LPAD(n, 8, '0'))"),
        }
    }

    /// Four rows have the same time.
    fn time(&self) -> String {
        let seconds = self.divided("n", 4);
        match self.database {
            Database::Postgres => {
                format!("timestamptz '2025-01-01 00:00:00Z' + {seconds} * interval '1 second'")
            }
            Database::Sqlite => format!("1735689600000000 + {seconds} * 1000000"),
            Database::MySql => format!("TIMESTAMPADD(SECOND, {seconds}, '2025-01-01 00:00:00')"),
        }
    }

    fn date(&self) -> String {
        match self.database {
            Database::Postgres => "date '1900-01-01' + n".to_owned(),
            Database::Sqlite => "date('1900-01-01', n || ' days')".to_owned(),
            Database::MySql => "DATE_ADD('1900-01-01', INTERVAL n DAY)".to_owned(),
        }
    }
}
