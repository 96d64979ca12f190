//! The mutants: each removes one predicate that separates rows.
//!
//! Some predicates are not in the list, since removing them changes nothing. A purge checks that a row is deleted,
//! which the comparison of its time of deletion implies. The update of an upsert checks the tenant, which is also a
//! part of the unique value by which it found the row.

/// The behaviours on databases, by the names of their tests.
pub(super) const DATABASES: [&str; 3] = ["on_sqlite", "on_postgres", "on_mysql"];

/// Predicates of each database's statements.
pub(super) const OF_DATABASES: &[&str] = &[
    "find: tenant",
    "find: live",
    "update: tenant",
    "update: live",
    "update: version",
    "delete: tenant",
    "delete: live",
    "delete: version",
    "delete_many: tenant",
    "delete_many: live",
    "hard_delete: tenant",
    "restore: tenant",
    "restore: deleted",
    "purge: tenant",
    "select of live rows: tenant",
    "select of live rows: live",
    "select of deleted rows: tenant",
    "select of deleted rows: deleted",
    "select of all rows: tenant",
    "count of live rows: tenant",
    "count of live rows: live",
    "count of deleted rows: tenant",
    "count of deleted rows: deleted",
    "count of all rows: tenant",
    "all tenants, select of live rows: live",
    "all tenants, select of deleted rows: deleted",
    "all tenants, count of live rows: live",
    "all tenants, count of deleted rows: deleted",
    "operation/select: live",
    "operation/select: deleted",
    "operation/find_many: live",
    "operation/own: live",
    "operation/update: version",
    "operation/parents, another table: live",
    "operation/parents, another table: tenant",
    "filters: narrow",
    "searches: narrow",
    "only_deleted: stays",
];

/// Predicates that only some databases have, with those databases.
pub(super) const OF_SOME_DATABASES: &[(&str, &[&str])] = &[
    ("upsert: live, of the row", &["on_sqlite", "on_postgres"]),
    ("upsert: live, of the constraint", &["on_sqlite", "on_postgres"]),
    ("upsert: tenant, of the constraint", &["on_sqlite", "on_postgres"]),
    ("upsert's update: tenant", &["on_mysql"]),
    ("upsert's update: live", &["on_mysql"]),
    ("upsert's select: tenant", &["on_mysql"]),
    ("upsert's select: live", &["on_mysql"]),
    ("operation/diagnose, another table: tenant", &["on_sqlite"]),
];

/// Predicates of the memory store.
pub(super) const OF_MEMORY: &[&str] = &[
    "operation/find: live",
    "operation/find_many: live",
    "operation/update: live",
    "operation/update: version",
    "operation/delete: live",
    "operation/delete: version",
    "operation/delete_many: live",
    "operation/restore: deleted",
    "operation/list: live",
    "operation/list: deleted",
    "operation/count: live",
    "operation/count: deleted",
    "operation/exists: live",
    "operation/exists: deleted",
    "operation/purge: deleted",
    "memory/evaluate: tenant",
    "memory/tables: live",
    "memory/tables: deleted",
    "memory/rowset: tenant",
    "memory/rowset: live",
    "memory/parents: live",
    "filters: narrow",
    "searches: narrow",
    "only_deleted: stays",
];
