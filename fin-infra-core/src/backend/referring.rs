//! The tables that refer to another one.

use super::Backend;
use crate::table::Table;

/// A table with foreign keys that prevent rows of another table from being removed.
#[derive(Debug, PartialEq, Eq)]
pub struct Referring {
    /// Its name, for messages.
    pub(crate) table: String,
    /// Its name, quoted.
    reference: String,
    /// The quoted columns of each key, with those that they refer to.
    keys: Vec<Vec<(String, String)>>,
}

/// A row of [`Backend::REFERRING`]: a column of a foreign key, and the column that it refers to.
pub(crate) struct KeyColumn {
    /// The table's name.
    pub(crate) table: String,
    /// Its name, quoted.
    pub(crate) reference: String,
    /// Identifies the key among those of its table.
    pub(crate) key: String,
    /// The column, quoted.
    pub(crate) column: String,
    /// The column that it refers to, quoted.
    pub(crate) parent: String,
}

impl Referring {
    /// Groups the columns of keys by table. They are ordered by table and by key.
    pub(crate) fn of(columns: Vec<KeyColumn>) -> Vec<Self> {
        let mut tables: Vec<Self> = Vec::new();
        let mut last_key = String::new();
        for KeyColumn { table, reference, key, column, parent } in columns {
            if tables.last().is_none_or(|last| last.reference != reference) {
                tables.push(Self { table, reference, keys: Vec::new() });
                last_key.clear();
            }
            let Some(last) = tables.last_mut() else { continue };
            if last_key != key {
                last.keys.push(Vec::new());
                last_key = key;
            }
            if let Some(columns) = last.keys.last_mut() {
                columns.push((column, parent));
            }
        }
        tables
    }

    /// Returns `true` if the table refers to itself.
    pub(crate) fn is(&self, parent: &Table) -> bool {
        self.table == parent.name
    }

    /// Writes the condition that another row, of this table, refers to a row of `parent`.
    pub(crate) fn condition<DB: Backend>(&self, parent: &Table) -> String {
        let is_same = self.is(parent);
        let quoted = |name: &str| {
            let mut quoted = String::new();
            DB::quote(name, &mut quoted);
            quoted
        };
        let (id, parent) = (quoted(parent.columns[parent.id].name), quoted(parent.name));
        let key = |columns: &Vec<(String, String)>| {
            let equal: Vec<String> = columns
                .iter()
                .map(|(column, theirs)| format!("fin_child.{column} = {parent}.{theirs}"))
                .collect();
            let equal = equal.join(" AND ");
            if !is_same {
                return format!("EXISTS (SELECT 1 FROM {} AS fin_child WHERE {equal})", self.reference);
            }
            if DB::DELETES_WHAT_IT_READS {
                return format!(
                    "EXISTS (SELECT 1 FROM {} AS fin_child WHERE {equal} AND fin_child.{id} <> {parent}.{id})",
                    self.reference
                );
            }
            // `DISTINCT` makes it a copy of the table.
            let names: Vec<&str> = columns.iter().map(|(column, _)| column.as_str()).collect();
            let copy = format!("SELECT DISTINCT {} FROM {}", names.join(", "), self.reference);
            format!("EXISTS (SELECT 1 FROM ({copy}) AS fin_child WHERE {equal})")
        };
        let keys: Vec<String> = self.keys.iter().map(key).collect();
        format!("({})", keys.join(" OR "))
    }
}
