//! A table's primary key as text, which can be stored and compared.

use super::super::connection::{AnyConnection, placeholder};
use super::super::dialect::{Database, Dialect as _};
use super::super::failure::Failure;
use super::super::model::{Column, Schema, Table};
use super::FoldedCopy;
use super::collision::{Fold, Unique};

/// The table and columns of a copy, quoted, with the primary key.
#[derive(Debug)]
pub(super) struct Target {
    pub(super) database: Database,
    pub(super) table: String,
    pub(super) source: String,
    pub(super) folded: String,
    keys: Vec<Key>,
    /// The copy itself, and others of the table that are not complete yet.
    pub(super) folds: Vec<Fold>,
    /// The unique indexes over it.
    pub(super) uniques: Vec<Unique>,
    /// The tenant column, if the table's policies apply to this role.
    pub(super) tenant: Option<String>,
}

/// A column of a primary key.
#[derive(Debug)]
struct Key {
    name: String,
    /// Its value as text.
    text: String,
    /// SQL that converts the text of the placeholder `{}` to a value.
    value: &'static str,
    cast: String,
}

impl Key {
    fn of(database: Database, column: &Column) -> Self {
        let name = database.quoted(&column.name);
        let sql_type = column.sql_type.to_lowercase();
        let bare = sql_type.split(" collate").next().unwrap_or_default().to_owned();
        let is = |words: &[&str]| words.iter().any(|word| bare.contains(word));
        let (text, value) = match database {
            Database::Postgres => (format!("{name}::text"), "{}::text::TYPE"),
            Database::MySql if is(&["binary", "blob"]) => (format!("HEX({name})"), "UNHEX({})"),
            Database::MySql if is(&["int"]) && is(&["unsigned"]) => {
                (format!("CAST({name} AS CHAR)"), "CAST({} AS UNSIGNED)")
            }
            Database::MySql if is(&["int"]) => (format!("CAST({name} AS CHAR)"), "CAST({} AS SIGNED)"),
            Database::MySql => (format!("CAST({name} AS CHAR)"), "{}"),
            Database::Sqlite if is(&["blob"]) => (format!("hex({name})"), "unhex({})"),
            Database::Sqlite if is(&["int"]) => (format!("CAST({name} AS TEXT)"), "CAST({} AS INTEGER)"),
            Database::Sqlite => (name.clone(), "{}"),
        };
        Self { name, text, value, cast: bare }
    }

    /// Its name, qualified if a table is given.
    fn of_table(&self, table: &str) -> String {
        if table.is_empty() { self.name.clone() } else { format!("{table}.{}", self.name) }
    }

    /// A condition on its value, for people.
    fn condition(&self, value: &str) -> String {
        let is_binary = self.text.to_lowercase().starts_with("hex(");
        format!("{} = {}'{}'", self.name, if is_binary { "X" } else { "" }, value.replace('\'', "''"))
    }

    fn value(&self, placeholder: &str) -> String {
        self.value.replace("{}", placeholder).replace("TYPE", &self.cast)
    }
}

/// A statement, with the index of the key's value for each placeholder.
#[derive(Debug)]
pub(super) struct Keyed {
    pub(super) sql: String,
    pub(super) values: Vec<usize>,
}

impl Target {
    pub(super) fn key_length(&self) -> usize {
        self.keys.len()
    }

    #[cfg(feature = "postgres")]
    pub(super) fn tenants_key(&self) -> Option<(&str, &str, String)> {
        let key = self.keys.first().filter(|_| self.tenant.is_some())?;
        Some((&key.name, &key.text, key.value("$1")))
    }

    /// The key's columns of a table as texts.
    pub(super) fn key_texts(&self, table: &str) -> Vec<String> {
        self.keys.iter().map(|key| key.text.replace(&key.name, &key.of_table(table))).collect()
    }

    /// The condition that two rows are the same.
    pub(super) fn is_same(&self, one: &str, other: &str) -> String {
        let same = |key: &Key| format!("{} = {}", key.of_table(one), key.of_table(other));
        self.keys.iter().map(same).collect::<Vec<_>>().join(" AND ")
    }

    /// The condition that a row comes after another one.
    pub(super) fn is_after(&self, one: &str, other: &str) -> String {
        let names = |table| self.keys.iter().map(|key| key.of_table(table)).collect::<Vec<_>>().join(", ");
        format!("({}) > ({})", names(one), names(other))
    }

    /// The condition that a row has a key, whose values are bound from placeholder `first`.
    pub(super) fn has_key(&self, table: &str, first: usize) -> String {
        let keys = self.keys.iter().zip(first..);
        let has = |(key, number): (&Key, usize)| {
            format!("{} = {}", key.of_table(table), key.value(&self.placeholder(number)))
        };
        keys.map(has).collect::<Vec<_>>().join(" AND ")
    }

    /// A condition for people that finds a key's row.
    pub(super) fn condition(&self, key: &[String]) -> String {
        let values = self.keys.iter().zip(key).map(|(key, value)| key.condition(value));
        values.collect::<Vec<_>>().join(" AND ")
    }

    pub(super) fn placeholder(&self, number: usize) -> String {
        placeholder(self.database, number)
    }

    /// The query for the rows after a key, sorted by key: each row's key, text and copy.
    pub(super) fn select(&self, is_after: bool, limit: usize) -> Keyed {
        let texts: Vec<&str> = self.keys.iter().map(|key| key.text.as_str()).collect();
        let names: Vec<&str> = self.keys.iter().map(|key| key.name.as_str()).collect();
        let mut values = Vec::new();
        let condition = if is_after { format!(" AND {}", self.after(0, &mut values)) } else { String::new() };
        let sql = format!(
            "SELECT {}, {source}, {folded} FROM {} WHERE ({source} IS NOT NULL OR {folded} IS NOT NULL){condition} ORDER BY {} \
             LIMIT {limit}",
            texts.join(", "),
            self.table,
            names.join(", "),
            source = self.source,
            folded = self.folded
        );
        Keyed { sql, values }
    }

    /// `(a, b) > (x, y)`, on MySQL in a form that uses ranges of the index.
    fn after(&self, from: usize, values: &mut Vec<usize>) -> String {
        let Some(key) = self.keys.get(from) else { return "FALSE".to_owned() };
        let bind = |values: &mut Vec<usize>| {
            values.push(from);
            key.value(&self.placeholder(values.len()))
        };
        let greater = format!("{} > {}", key.name, bind(values));
        if from + 1 == self.keys.len() {
            return greater;
        }
        if self.database != Database::MySql {
            let rest: Vec<String> = self.keys[from + 1..]
                .iter()
                .enumerate()
                .map(|(offset, key)| {
                    values.push(from + 1 + offset);
                    key.value(&self.placeholder(values.len()))
                })
                .collect();
            let names: Vec<&str> = self.keys[from..].iter().map(|key| key.name.as_str()).collect();
            let first = key.value(&self.placeholder(values.len() - rest.len()));
            return format!("({}) > ({first}, {})", names.join(", "), rest.join(", "));
        }
        let equal = format!("{} = {}", key.name, bind(values));
        format!("({greater} OR ({equal} AND {}))", self.after(from + 1, values))
    }

    /// The update of one row's copy, unless its text has changed. The arguments are the copy, the text, and the key's
    /// values.
    pub(super) fn update(&self) -> String {
        let is_still = match self.database {
            Database::Postgres => "IS NOT DISTINCT FROM",
            Database::MySql => "<=>",
            Database::Sqlite => "IS",
        };
        format!(
            "UPDATE {} SET {} = {} WHERE {} {is_still} {} AND {}",
            self.table,
            self.folded,
            self.placeholder(1),
            self.source,
            self.placeholder(2),
            self.has_key("", 3)
        )
    }
}

impl AnyConnection {
    /// The target of a copy, among others that are not complete yet; `None` if it does not exist.
    pub(super) async fn target_of(
        &mut self,
        copy: &FoldedCopy,
        pending: &[FoldedCopy],
    ) -> Result<Option<Target>, Failure> {
        let wanted = Schema { tables: [(copy.table.clone(), Table::default())].into(), ..Schema::default() };
        let mut found = self.schema(&wanted).await?;
        let Some(table) = found.tables.remove(&copy.table) else { return Ok(None) };
        if table.column(&copy.folded).is_none() || table.column(&copy.source).is_none() {
            return Ok(None);
        }
        let database = self.database();
        let tenant = if self
            .in_transaction(async |connection| connection.is_protected(&copy.table).await)
            .await?
        {
            let first = table.primary_key.first();
            Some(table.row_security.clone().filter(|tenant| Some(tenant) == first).ok_or_else(|| {
                Failure::new(format!(
                    "policies hide rows of `{}` from this role, and they differ from those of the structs (see \
                     `check`): run this as a role with BYPASSRLS",
                    copy.table
                ))
            })?)
        } else {
            None
        };
        let keys = table.primary_key.iter().filter_map(|name| table.column(name));
        let mut target = Target {
            database,
            table: database.quoted(&copy.table),
            source: database.quoted(&copy.source),
            folded: database.quoted(&copy.folded),
            keys: keys.map(|column| Key::of(database, column)).collect(),
            folds: Vec::new(),
            uniques: Vec::new(),
            tenant,
        };
        let others = pending.iter().filter(|other| other.table == copy.table && *other != copy);
        target.folds =
            [copy].into_iter().chain(others).filter_map(|copy| Fold::of(database, copy, &table)).collect();
        let uniques = table.indexes.values();
        target.uniques =
            uniques.filter_map(|index| Unique::of(database, &target.folds, index, &table)).collect();
        Ok(Some(target))
    }

    /// Whether policies apply to this role.
    pub(crate) async fn is_protected(&mut self, table: &str) -> Result<bool, Failure> {
        let _ = table; // only PostgreSQL is asked
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(connection) => {
                let sql = "SELECT row_security_active(quote_ident($1))";
                let active = sqlx::query_scalar(sql).bind(table).fetch_one(connection).await;
                active.map_err(|error| Failure::database("the table's policies cannot be read", error))
            }
            #[allow(unreachable_patterns)]
            _ => Ok(false),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Database, Key, Target};
    use crate::model::Column;

    fn target(database: Database, types: [&str; 2]) -> Target {
        let column = |(name, sql_type): (&str, &str)| Column {
            name: name.to_owned(),
            sql_type: sql_type.to_owned(),
            nullable: false,
            default: None,
            generated: None,
            folded_from: None,
        };
        let keys = ["a", "b"].into_iter().zip(types).map(column);
        Target {
            database,
            table: "t".to_owned(),
            source: "s".to_owned(),
            folded: "f".to_owned(),
            keys: keys.map(|column| Key::of(database, &column)).collect(),
            folds: Vec::new(),
            uniques: Vec::new(),
            tenant: None,
        }
    }

    #[test]
    fn rows_behind_a_key_are_read_by_the_key() {
        let select = target(Database::Postgres, ["text COLLATE \"C\"", "uuid"]).select(true, 10);
        let condition = "WHERE (s IS NOT NULL OR f IS NOT NULL) AND (\"a\", \"b\") > ($1::text::text, $2::text::uuid) ORDER BY \"a\", \"b\" LIMIT 10";
        assert!(select.sql.ends_with(condition), "{}", select.sql);
        assert_eq!(select.values, [0, 1]);
        let select =
            target(Database::MySql, ["varchar(40) collate utf8mb4_bin", "binary(16)"]).select(true, 10);
        let condition = "AND (`a` > ? OR (`a` = ? AND `b` > UNHEX(?))) ORDER BY `a`, `b` LIMIT 10";
        assert!(select.sql.ends_with(condition), "{}", select.sql);
        assert_eq!(select.values, [0, 0, 1]);
        let select = target(Database::Sqlite, ["INTEGER", "BLOB"]).select(true, 10);
        let condition = "AND (`a`, `b`) > (CAST(? AS INTEGER), unhex(?)) ORDER BY `a`, `b` LIMIT 10";
        assert!(select.sql.ends_with(condition), "{}", select.sql);
        assert_eq!(select.values, [0, 1]);
    }
}
