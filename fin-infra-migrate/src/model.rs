//! Tables as data. A database, the structs and the metadata of a migration are all described by these types, so that any
//! two can be compared.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

/// The tables of an application in one database, by their names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Schema {
    pub(crate) tables: BTreeMap<String, Table>,
    /// Unfinished work, as messages; only of an inspected database.
    #[serde(skip)]
    pub(crate) waiting: Vec<String>,
    /// Messages about tables without a struct that contain tenants' rows unprotected; only of an inspected database. They
    /// matter only when all structs of a program are compared.
    #[serde(skip)]
    pub(crate) unprotected: Vec<String>,
    /// Messages about views that bypass the policies of these tables; only of an inspected database.
    #[serde(skip)]
    pub(crate) exposed: Vec<String>,
}

/// A table. Indexes, foreign keys and rules are keyed by name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Table {
    pub(crate) columns: Vec<Column>,
    pub(crate) primary_key: Vec<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) indexes: BTreeMap<String, Index>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) foreign_keys: BTreeMap<String, ForeignKey>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) checks: BTreeMap<String, String>,
    /// The rules and foreign keys that are `NOT VALID` on PostgreSQL; only of an inspected database.
    #[serde(skip)]
    pub(crate) unvalidated: BTreeSet<String>,
    /// The unmanaged rules, references and `UNIQUE`s that no metadata contains yet: a revision creates them where they
    /// are missing.
    #[serde(skip)]
    pub(crate) adopted: BTreeSet<String>,
    /// PostgreSQL's row-level security: the column that holds the tenant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) row_security: Option<String>,
    /// On which Citus nodes its rows are; none for a local table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) placement: Option<Placement>,
    /// The numbered table, if this is the table of its counters. The database does not record this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) numbers: Option<String>,
}

/// On which nodes the rows of a table are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Placement {
    /// On one node for each tenant. The tenant is the first column of the primary key.
    ByTenant,
    /// On every node: a table without tenants that distributed tables refer to.
    Everywhere,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Column {
    pub(crate) name: String,
    /// As it is written in DDL.
    pub(crate) sql_type: String,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) nullable: bool,
    /// SQL of the default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) default: Option<String>,
    /// SQL of the generating expression.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) generated: Option<String>,
    /// The column that it is the case-folded copy of. The database does not record this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) folded_from: Option<String>,
}

/// An index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Index {
    pub(crate) columns: Vec<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) unique: bool,
    /// The column that is null in the rows that it contains.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) live: Option<String>,
    /// The column that is not null in the rows that it contains.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) deleted: Option<String>,
    /// On PostgreSQL, the statement that creates an index that no struct can describe: that of a constraint, or of an
    /// index that is more than a list of columns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) made_by: Option<String>,
}

/// A foreign key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ForeignKey {
    pub(crate) columns: Vec<String>,
    pub(crate) parent: String,
    pub(crate) parent_columns: Vec<String>,
}

impl Table {
    /// The rules and foreign keys that are `NOT VALID` here and, unchanged, valid in `after`.
    pub(crate) fn to_validate<'a>(&'a self, after: &'a Self) -> impl Iterator<Item = &'a String> {
        let is_there = |name: &String| {
            let rule = self.checks.get(name).is_some_and(|rule| after.checks.get(name) == Some(rule));
            let key =
                self.foreign_keys.get(name).is_some_and(|key| after.foreign_keys.get(name) == Some(key));
            (rule || key) && !after.unvalidated.contains(name)
        };
        self.unvalidated.iter().filter(move |name| is_there(name))
    }

    pub(crate) fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }
}
