//! Tables as data: what a database has, what the structs ask for, and what a migration file leaves behind are all
//! written in these words, so that any two of them can be compared.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

/// The tables of an application in one database, by their names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Schema {
    pub(crate) tables: BTreeMap<String, Table>,
    /// What a database has still to do, in words for a person: that of a live one alone.
    #[serde(skip)]
    pub(crate) waiting: Vec<String>,
    /// Tables of nobody's that hold tenants' rows unprotected, in words for a person: those of a live database alone. They
    /// are no difference to a struct, and of interest where all structs of a program are looked at.
    #[serde(skip)]
    pub(crate) unprotected: Vec<String>,
    /// Views that show rows of these tables past their policies, in words for a person: those of a live database alone.
    #[serde(skip)]
    pub(crate) exposed: Vec<String>,
}

/// A table. Indexes, foreign keys and rules go by their names.
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
    /// The rules and foreign keys that PostgreSQL holds new rows against and did not hold the others against, those of a live
    /// database alone.
    #[serde(skip)]
    pub(crate) unvalidated: BTreeSet<String>,
    /// The rules, references and `UNIQUE`s of a person that no note knows yet: a revision makes them where they are missing.
    #[serde(skip)]
    pub(crate) adopted: BTreeSet<String>,
    /// PostgreSQL's row-level security: the column that holds the tenant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) row_security: Option<String>,
    /// On which machines of Citus its rows are; none where it is a table like any other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) placement: Option<Placement>,
}

/// On which machines the rows of a table are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Placement {
    /// On one for each tenant, whose column is the first of the primary key.
    ByTenant,
    /// On each of them, since distributed tables refer to it and it has no tenants.
    Everywhere,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Column {
    pub(crate) name: String,
    /// As the database is told it.
    pub(crate) sql_type: String,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) nullable: bool,
    /// SQL of its default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) default: Option<String>,
    /// SQL that it is computed by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) generated: Option<String>,
    /// The column whose text it holds in folded case. The database does not know this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) folded_from: Option<String>,
}

/// An index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Index {
    pub(crate) columns: Vec<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) unique: bool,
    /// The column that is null in the rows which it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) live: Option<String>,
    /// The column that is not null in the rows which it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) deleted: Option<String>,
    /// The statement that makes it, where it is none of a struct's: that of a constraint, or of an index that is more than a list
    /// of columns. PostgreSQL's alone.
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
    /// The rules and foreign keys of this table that another one has as well, and that were validated there or are asked for.
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
