//! Whether row-level security is effective for the role that a program connects as.

use std::fmt;

use fin_infra_core::schema::Definition;
use fin_infra_core::{Db, Result};

use super::discovered;
use super::row_security::{Unprotected, row_security_gaps};

/// Whether row-level security protects tables from the role that a [`Db`] connects as: see [`rls_effective`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a role that the policies do not hold for sees every tenant's rows"]
pub enum Protection {
    /// Every table whose resource has `rls` is protected.
    Effective,
    /// These tables are not protected.
    Lacking(Vec<Unprotected>),
    /// The database has no row-level security. The repository's statements isolate tenants.
    NoSuchThing,
}

/// Reports whether PostgreSQL's row-level security is effective for the role that `db` connects as, for each resource in
/// the program with [`rls`](fin_infra_core::FinResource#rls), and if not, why. It only reads.
///
/// Superusers, roles with `BYPASSRLS`, and a table's owner without `FORCE` bypass policies silently, so check this when a
/// program starts. A view shows what its owner may see, unless it is a `security_invoker`. Views that the role may use
/// and whose owner bypasses the policies are reported, as are materialized views of the table. `SECURITY DEFINER`
/// functions are not checked.
///
/// ```
/// use fin_infra::prelude::*;
///
/// #[derive(FinResource)]
/// #[fin(tenant, rls)]
/// pub struct Goal {
///     pub name: String,
/// }
///
/// # #[tokio::main]
/// # async fn main() -> Result<(), Error> {
/// let db = Db::memory();
/// let protection = schema::rls_effective(&db).await?;
/// if let schema::Protection::Lacking(tables) = &protection {
///     eprintln!("{}", tables[0]); // goals: the role is a superuser: connect as one that is not
/// }
/// assert_eq!(protection, schema::Protection::NoSuchThing);
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// Errors of the database.
pub async fn rls_effective(db: &Db) -> Result<Protection> {
    rls_effective_of(db, &discovered()).await
}

/// Like [`rls_effective`], for the given resources.
///
/// ```
/// # use fin_infra::prelude::*;
/// # #[derive(FinResource)]
/// # #[fin(tenant, rls)]
/// # pub struct Goal {
/// #     pub name: String,
/// # }
/// # #[tokio::main]
/// # async fn main() -> Result<(), Error> {
/// let protection = schema::rls_effective_of(&Db::memory(), &[schema::of::<Goal>()]).await?;
/// assert!(!protection.is_effective());
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// Errors of the database.
pub async fn rls_effective_of(db: &Db, definitions: &[Definition]) -> Result<Protection> {
    let mut lacking = Vec::new();
    for definition in
        definitions.iter().flat_map(Definition::tables).filter(|definition| definition.table.rls)
    {
        let table = definition.table.name;
        match row_security_gaps(db, table).await? {
            None => return Ok(Protection::NoSuchThing),
            Some(found) if found.gaps.is_empty() => {}
            Some(found) => lacking.push(found),
        }
    }
    Ok(if lacking.is_empty() { Protection::Effective } else { Protection::Lacking(lacking) })
}

impl Protection {
    /// Whether each table is protected.
    ///
    /// ```
    /// use fin_infra::schema::Protection;
    ///
    /// assert!(Protection::Effective.is_effective());
    /// assert!(!Protection::NoSuchThing.is_effective());
    /// ```
    #[must_use]
    pub fn is_effective(&self) -> bool {
        *self == Self::Effective
    }
}

impl fmt::Display for Protection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Effective => f.write_str("row-level security protects every table that asks for it"),
            Self::NoSuchThing => f.write_str("the database has no row-level security"),
            Self::Lacking(tables) => {
                f.write_str("row-level security does not protect every table from this role:")?;
                tables.iter().try_for_each(|table| write!(f, "\n{table}"))
            }
        }
    }
}
