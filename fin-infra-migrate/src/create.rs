//! Tables made on the spot, for tests and first steps.

use fin_infra_core::internal::missing_type;
use fin_infra_core::schema::Definition;
use fin_infra_core::{Db, Error, Result};

use super::database::execute_ddl;

/// Makes the tables of resources, parents before children, where they are not there yet.
///
/// It is for tests and first steps: an application that keeps its data owns its schema and changes it by migrations.
/// Nothing calls this on its own. In memory there is nothing to make.
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
/// What the database says, and [`ErrorKind::Database`](fin_infra_core::ErrorKind::Database) for a resource that `backends(..)`
/// keeps out of it, and for a table that was there already and is not as the struct asks: nothing changes it.
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
        "a table that was there already is not as its struct asks: drop it, or migrate the database:\n{drift}"
    )))
}

/// An error that says what to do about a column's type that PostgreSQL does not have.
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

/// The definitions in an order in which each one's parents come before it. Parents that are not among them are taken
/// to be there.
pub(crate) fn parents_first(definitions: &[Definition]) -> Vec<Definition> {
    let mut waiting: Vec<Definition> = definitions.to_vec();
    let mut ordered: Vec<Definition> = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let is_waiting =
            |name: &str, own: &str| name != own && waiting.iter().any(|other| other.table.name == name);
        let next = waiting.iter().position(|definition| {
            let own = definition.table.name;
            definition.table.foreign_keys.iter().all(|key| !is_waiting((key.parent)().name, own))
        });
        // Tables that refer to each other in a circle cannot be ordered; the database says so.
        ordered.push(waiting.remove(next.unwrap_or(0)));
    }
    ordered
}
