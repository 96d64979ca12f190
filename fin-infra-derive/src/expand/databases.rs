//! The databases that generated code is for.

use quote::format_ident;
use syn::Ident;

use crate::model::Backends;
use crate::sql;

/// A database, by its names in generated code.
pub(super) struct Database {
    /// The macro that keeps its code if the core was built with the database, and its field in `StorageOf`.
    pub(super) keep: Ident,
    pub(super) name: Ident,
    /// The probe that finds the storage of a type.
    pub(super) probe: Ident,
    /// Whether the resource is generated for the database.
    pub(super) wanted: bool,
    pub(super) sql: sql::Database,
}

/// All of them.
pub(super) fn databases(backends: Backends) -> [Database; 3] {
    let Backends { sqlite, postgres, mysql, .. } = backends;
    [
        ("sqlite", "Sqlite", sqlite, sql::Database::Sqlite),
        ("postgres", "Postgres", postgres, sql::Database::Postgres),
        ("mysql", "MySql", mysql, sql::Database::MySql),
    ]
    .map(|(keep, name, wanted, sql)| Database {
        keep: format_ident!("{keep}"),
        name: format_ident!("{name}"),
        probe: format_ident!("{name}Probe"),
        wanted,
        sql,
    })
}
