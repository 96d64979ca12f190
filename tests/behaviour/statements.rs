//! The text of each fixed statement holds its tenant and live predicates.
//!
//! The other behaviours show what the predicates do. This one shows that each is there even where a second one, the
//! index or the data would hide that it is not.

use fin_infra_core::prelude::*;
use fin_infra_core::private::{Reads, SqlTable, Statements, Upsert};
use sqlx::{MySql, Postgres, Sqlite};

/// A resource with everything that a predicate can be about.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, soft_delete, version, unique("name"))]
struct Thing {
    name: String,
    size: i64,
}

/// How a database spells the predicates.
struct Spelling {
    tenant: [&'static str; 4],
    live: &'static str,
    deleted: &'static str,
    version: &'static str,
}
