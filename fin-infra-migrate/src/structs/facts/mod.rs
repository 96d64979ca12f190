//! What structs need to know of a database in addition to the description of its tables: which tables there are, and what
//! only people or the database itself care about.

#[cfg(feature = "mysql")]
mod mysql;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "sqlite")]
mod sqlite;

use std::collections::BTreeMap;

use super::super::connection::{AnyConnection, answered};
use super::super::failure::Failure;

/// The tables of a database, and what else is there.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    pub(crate) tables: BTreeMap<String, TableFacts>,
    /// Views and the like, each with its kind.
    pub(crate) others: Vec<(String, String)>,
}

/// A table.
#[derive(Debug, Default)]
pub(crate) struct TableFacts {
    pub(crate) comment: Option<String>,
    /// The columns about which there is something to say.
    pub(crate) columns: BTreeMap<String, ColumnFacts>,
    pub(crate) references: Vec<Reference>,
    /// Indexes that are more than a list of columns, by name, with their description.
    pub(crate) special_indexes: BTreeMap<String, String>,
    /// The names of the policies of row-level security.
    pub(crate) policies: Vec<String>,
    /// Triggers and the like, as messages.
    pub(crate) extras: Vec<String>,
}

/// A column.
#[derive(Debug, Default)]
pub(crate) struct ColumnFacts {
    pub(crate) comment: Option<String>,
    /// Whether the database computes it.
    pub(crate) is_generated: bool,
    /// Whether the database numbers the rows in it.
    pub(crate) is_numbered: bool,
    /// Whether it also refuses a number that is given.
    pub(crate) is_always_numbered: bool,
    /// The type of the values of a domain.
    pub(crate) base_type: Option<String>,
    /// The values of an enum.
    pub(crate) labels: Vec<String>,
    /// What the database does with it on its own, as messages.
    pub(crate) notes: Vec<String>,
}

/// A foreign key.
#[derive(Debug, Default)]
pub(crate) struct Reference {
    pub(crate) name: String,
    pub(crate) columns: Vec<String>,
    pub(crate) parent: String,
    /// Empty if they are the parent's primary key.
    pub(crate) parent_columns: Vec<String>,
    /// `ON DELETE CASCADE` and the like.
    pub(crate) actions: String,
}

impl TableFacts {
    fn column(&mut self, name: String) -> &mut ColumnFacts {
        self.columns.entry(name).or_default()
    }

    /// Adds a column to a reference, which comes in one row for each of its columns.
    fn refer(&mut self, name: &str, key: Reference) {
        match self.references.iter_mut().find(|other| other.name == name) {
            Some(known) => {
                known.columns.extend(key.columns);
                known.parent_columns.extend(key.parent_columns);
            }
            None => self.references.push(key),
        }
    }
}

impl Facts {
    fn table(&mut self, name: &str) -> Option<&mut TableFacts> {
        self.tables.get_mut(name)
    }
}

/// The actions of a reference, without those that do nothing.
fn actions(on_delete: &str, on_update: &str) -> String {
    let does_something = |action: &str| !["", "NO ACTION", "RESTRICT"].contains(&action);
    let mut actions = Vec::new();
    for (event, action) in [("DELETE", on_delete), ("UPDATE", on_update)] {
        if does_something(action) {
            actions.push(format!("ON {event} {action}"));
        }
    }
    actions.join(" ")
}

/// Reads the facts.
pub(super) async fn read(connection: &mut AnyConnection) -> Result<Facts, Failure> {
    let reading = async |connection: &mut AnyConnection| {
        let read = match connection {
            #[cfg(feature = "sqlite")]
            AnyConnection::Sqlite(connection) => sqlite::read(connection).await,
            #[cfg(feature = "postgres")]
            AnyConnection::Postgres(connection) => postgres::read(connection).await,
            #[cfg(feature = "mysql")]
            AnyConnection::MySql(connection) => mysql::read(connection).await,
        };
        read.map_err(|error| Failure::database("the database's tables cannot be listed", error))
    };
    // A proxy may use another server connection for each transaction.
    answered(connection.in_transaction(reading)).await
}
