//! Unmanaged objects that depend on a column that files drop. PostgreSQL drops them with it; MySQL and MariaDB drop some
//! of them and reject the statement for others. On SQLite, the guards of a file and the run report them.

use super::super::connection::AnyConnection;
use super::super::dialect::{Database, Dialect as _};
use super::super::failure::Failure;
use super::super::inspect::{is_unmanaged, mentions};
use super::super::model::{Index, Schema, Table};
use super::statements::statements;

/// An unmanaged object that is dropped with a column.
pub(crate) struct Dependent {
    /// The index of the file that drops the column.
    pub(crate) file: usize,
    /// A description for people.
    pub(crate) description: String,
    /// The statement that drops it, if the column cannot be dropped before.
    pub(crate) drop_first: Option<String>,
}

impl AnyConnection {
    /// The dependents of columns that files drop, except those that one of the files drops itself.
    pub(crate) async fn dependents(&mut self, files: &[String]) -> Result<Vec<Dependent>, Failure> {
        let database = self.database();
        let mut all = Vec::new();
        if database == Database::Sqlite {
            return Ok(all);
        }
        for (file, text) in files.iter().enumerate() {
            for (table, column) in columns(text, database, " DROP COLUMN ") {
                let found = self.of_person(&table, files).await?;
                let own = Own { database, table: &table, column: &column, file };
                all.extend(own.of(&found));
            }
            // MariaDB drops a column's own rule when it gets the column's definition without it.
            for (table, column) in columns(text, database, " MODIFY COLUMN ") {
                let mut found = self.of_person(&table, files).await?;
                found.checks.retain(|title, _| *title == column);
                let found = Table { checks: found.checks, ..Table::default() };
                all.extend(Own { database, table: &table, column: &column, file }.of(&found));
            }
        }
        Ok(all)
    }

    /// The unmanaged objects of a table that no file mentions.
    async fn of_person(&mut self, name: &str, files: &[String]) -> Result<Table, Failure> {
        let wanted = Schema { tables: [(name.to_owned(), Table::default())].into(), ..Schema::default() };
        let mut table = self.schema(&wanted).await?.tables.remove(name).unwrap_or_default();
        let database = self.database();
        let is_said = |title: &String| {
            let quoted = database.quoted(title);
            let words = ["CONSTRAINT", "CONSTRAINT IF EXISTS", "FOREIGN KEY", "INDEX", "INDEX IF EXISTS"];
            files.iter().any(|text| words.iter().any(|word| text.contains(&format!("{word} {quoted}"))))
        };
        let is_own = |title: &String| is_unmanaged(title) && !is_said(title);
        table.checks.retain(|title, _| is_own(title));
        table.indexes.retain(|title, _| is_own(title));
        table.foreign_keys.retain(|title, _| is_own(title));
        Ok(table)
    }
}

/// A dropped column.
struct Own<'a> {
    database: Database,
    table: &'a str,
    column: &'a str,
    file: usize,
}

impl Own<'_> {
    fn of(&self, found: &Table) -> Vec<Dependent> {
        let is_mysql = self.database == Database::MySql;
        let checks = found.checks.iter().filter(|(_, rule)| mentions(rule, self.column));
        // A column's own rule, which has the column's name on MariaDB, is dropped with it.
        let checks = checks.map(|(title, rule)| {
            let is_first = is_mysql && title != self.column;
            self.dependent(
                &format!("rule {title} ({rule})"),
                is_first.then(|| self.drop("CONSTRAINT", title)),
            )
        });
        let keys =
            found.foreign_keys.iter().filter(|(_, key)| key.columns.iter().any(|name| name == self.column));
        let keys = keys.map(|(title, _)| {
            self.dependent(&format!("foreign key {title}"), is_mysql.then(|| self.drop("FOREIGN KEY", title)))
        });
        let indexes = found.indexes.iter().filter(|(_, index)| is_about(index, self.column));
        let indexes = indexes.map(|(title, index)| {
            // MariaDB does not remove a column from a unique index.
            let is_first = is_mysql && index.unique && index.columns.len() > 1;
            self.dependent(&format!("index {title}"), is_first.then(|| self.drop("INDEX", title)))
        });
        checks.chain(keys).chain(indexes).collect()
    }

    fn dependent(&self, what: &str, drop_first: Option<String>) -> Dependent {
        let description =
            format!("{what} of `{}`, unmanaged, which depends on `{}`", self.table, self.column);
        Dependent { file: self.file, description, drop_first }
    }

    fn drop(&self, kind: &str, title: &str) -> String {
        format!(
            "ALTER TABLE {} DROP {kind} {}",
            self.database.quoted(self.table),
            self.database.quoted(title)
        )
    }
}

fn is_about(index: &Index, column: &str) -> bool {
    let texts = index.columns.iter().chain(&index.live).chain(&index.deleted).chain(&index.made_by);
    texts.into_iter().any(|text| mentions(text, column))
}

/// The tables and columns of a file's statements of one kind, in the form that the tool writes.
fn columns(text: &str, database: Database, kind: &str) -> Vec<(String, String)> {
    let unquoted = |name: &str| name.trim_matches(['"', '`']).to_owned();
    let found = statements(text, database).into_iter().filter_map(|statement| {
        let (table, column) = statement.sql.strip_prefix("ALTER TABLE ")?.split_once(kind)?;
        Some((unquoted(table), unquoted(column.split_whitespace().next()?)))
    });
    found.collect()
}
