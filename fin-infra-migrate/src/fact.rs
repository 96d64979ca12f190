//! What the catalogue shows before and after a statement.
//!
//! If a database commits each statement separately, a run can stop between a statement and its record. The catalogue then
//! shows whether the statement was executed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::model::{Column, Index, Schema, Table};

/// A condition on the catalogue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Fact {
    HasTable { table: String },
    HasNoTable { table: String },
    HasColumn { table: String, name: String },
    HasNoColumn { table: String, name: String },
    ColumnIs { table: String, column: Column },
    HasIndex { table: String, name: String, index: Index },
    HasNoIndex { table: String, name: String },
    HasForeignKey { table: String, name: String },
    HasNoForeignKey { table: String, name: String },
    HasCheck { table: String, name: String },
    HasNoCheck { table: String, name: String },
    PrimaryKeyIs { table: String, columns: Vec<String> },
}

/// The conditions that hold after a file's statement, and before it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Trace {
    pub(crate) done: Vec<Fact>,
    pub(crate) undone: Vec<Fact>,
    /// The digest of the two files that it describes. It does not apply to files that were edited.
    #[serde(default)]
    pub(crate) of: String,
}

impl Trace {
    /// The same for the statement that undoes this one.
    pub(crate) fn mirrored(self) -> Self {
        Self { done: self.undone, undone: self.done, of: self.of }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.done.is_empty() && self.undone.is_empty()
    }

    /// The indexes that exist before or after the statement, each with its table first.
    pub(crate) fn indexes(&self) -> impl Iterator<Item = (&str, &str)> {
        self.done.iter().chain(&self.undone).filter_map(|fact| match fact {
            Fact::HasIndex { table, name, .. } => Some((table.as_str(), name.as_str())),
            _ => None,
        })
    }

    /// The tables to inspect, with the columns whose definition matters.
    pub(crate) fn tables(&self) -> Schema {
        let mut tables: BTreeMap<String, Table> = BTreeMap::new();
        for fact in self.done.iter().chain(&self.undone) {
            let table = tables.entry(fact.table().to_owned()).or_default();
            if let Fact::ColumnIs { column, .. } = fact {
                table.columns.push(column.clone());
            }
        }
        Schema { tables, ..Schema::default() }
    }
}

impl Fact {
    pub(crate) fn table(&self) -> &str {
        match self {
            Self::HasTable { table }
            | Self::HasNoTable { table }
            | Self::HasColumn { table, .. }
            | Self::HasNoColumn { table, .. }
            | Self::ColumnIs { table, .. }
            | Self::HasIndex { table, .. }
            | Self::HasNoIndex { table, .. }
            | Self::HasForeignKey { table, .. }
            | Self::HasNoForeignKey { table, .. }
            | Self::HasCheck { table, .. }
            | Self::HasNoCheck { table, .. }
            | Self::PrimaryKeyIs { table, .. } => table,
        }
    }

    /// The tables to inspect to evaluate it.
    pub(crate) fn tables(&self) -> Schema {
        Trace { done: vec![self.clone()], ..Trace::default() }.tables()
    }

    /// Whether it holds for the tables that were found. For a missing table, only its absence holds.
    pub(crate) fn holds(&self, found: &Schema) -> bool {
        let Some(table) = found.tables.get(self.table()) else {
            return matches!(self, Self::HasNoTable { .. });
        };
        match self {
            Self::HasTable { .. } => true,
            Self::HasNoTable { .. } => false,
            Self::HasColumn { name, .. } => table.column(name).is_some(),
            Self::HasNoColumn { name, .. } => table.column(name).is_none(),
            Self::ColumnIs { column, .. } => table.column(&column.name).is_some_and(|found| {
                // The catalogues do not agree on whether a computed column is nullable.
                found.is_like(&Column {
                    nullable: column.nullable || (column.generated.is_some() && found.nullable),
                    ..column.clone()
                })
            }),
            Self::HasIndex { name, index, .. } => table.indexes.get(name) == Some(index),
            Self::HasNoIndex { name, .. } => !table.indexes.contains_key(name),
            Self::HasForeignKey { name, .. } => table.foreign_keys.contains_key(name),
            Self::HasNoForeignKey { name, .. } => !table.foreign_keys.contains_key(name),
            Self::HasCheck { name, .. } => table.checks.contains_key(name),
            Self::HasNoCheck { name, .. } => !table.checks.contains_key(name),
            Self::PrimaryKeyIs { columns, .. } => table.primary_key == *columns,
        }
    }
}

/// A value that each row of a table needs before a migration can be undone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DownRequirement {
    pub(crate) table: String,
    pub(crate) column: String,
    /// Whether the column exists and is nullable; otherwise no row can have a value.
    pub(crate) is_there: bool,
}
