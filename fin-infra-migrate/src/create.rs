//! Creating tables without migrations, for tests and first steps.

use fin_infra_core::internal::missing_type;
use fin_infra_core::schema::Definition;
use fin_infra_core::{Db, Error, Result};

use super::database::execute_ddl;

/// Creates the missing tables of resources, parents before children.
///
/// Use it for tests and first steps; an application with data to keep should use migrations. It is never called
/// implicitly. For the in-memory store, it does nothing.
///
/// ```
/// # #[cfg(feature = "sqlite")]
/// # async fn example() -> fin_infra::Result<()> {
/// use fin_infra::prelude::*;
///
/// /// Money to be saved.
/// #[derive(FinResource)]
/// pub struct Goal {
///     pub name: String,
/// }
///
/// let db = Db::connect("sqlite::memory:").await?;
/// schema::create_all(&db, &[schema::of::<Goal>()]).await?;
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// Errors of the database, and [`ErrorKind::Database`](fin_infra_core::ErrorKind::Database) for a resource that
/// `backends(..)` excludes from the database, and for an existing table that does not match its struct. Existing tables
/// are never changed.
pub async fn create_all(db: &Db, definitions: &[Definition]) -> Result<()> {
    let Some(database) = db.database() else { return Ok(()) };
    for definition in parents_first(definitions) {
        let statements = super::create_if_not_exists(&definition, database).ok_or_else(|| {
            let reason = "the resource is not generated for this database: see `backends(..)` on its struct";
            Error::database(reason).of(definition.table.name)
        })?;
        for sql in statements {
            execute_ddl(db, sql).await.map_err(|error| explained(error).of(definition.table.name))?;
        }
    }
    let drift = super::verify_of(db, definitions).await?;
    if drift.is_none() {
        return Ok(());
    }
    Err(Error::database(format!(
        "an existing table does not match its struct: drop it, or migrate the database:\n{drift}"
    )))
}

/// Adds advice to an error about a type that PostgreSQL does not have.
fn explained(error: Error) -> Error {
    const UNDEFINED_OBJECT: &str = "42704";
    let source = std::error::Error::source(&error).and_then(|source| source.downcast_ref::<sqlx::Error>());
    let refused = source.and_then(sqlx::Error::as_database_error);
    match refused.filter(|refused| refused.code().as_deref() == Some(UNDEFINED_OBJECT)) {
        Some(refused) => {
            let name = refused.message().split('"').nth(1).unwrap_or("of that name");
            Error::database(missing_type(name)).with_source(error)
        }
        None => error,
    }
}

/// Sorts definitions so that parents come first. Parents that are not among them are assumed to exist.
pub(crate) fn parents_first(definitions: &[Definition]) -> Vec<Definition> {
    let mut waiting: Vec<Definition> = definitions.iter().flat_map(Definition::tables).collect();
    let mut ordered: Vec<Definition> = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let is_waiting =
            |name: &str, own: &str| name != own && waiting.iter().any(|other| other.table.name == name);
        let next = waiting.iter().position(|definition| {
            let own = definition.table.name;
            definition.table.foreign_keys.iter().all(|key| !is_waiting((key.parent)().name, own))
        });
        // Tables that refer to each other in a circle cannot be sorted; the database reports an error.
        ordered.push(waiting.remove(next.unwrap_or(0)));
    }
    ordered
}
