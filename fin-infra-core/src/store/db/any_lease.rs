//! A connection to any of the databases, for statements that are not about the rows of a resource.

use super::each_database::{each_database, from_lease};

use super::{Db, Kind, Lease};
use crate::backend::Backend as _;
use crate::definition::Database;
use crate::error::Result;

/// A leased connection.
pub enum AnyLease {
    /// To SQLite.
    #[cfg(feature = "sqlite")]
    Sqlite(Lease<sqlx::Sqlite>),
    /// To PostgreSQL.
    #[cfg(feature = "postgres")]
    Postgres(Lease<sqlx::Postgres>),
    /// To MySQL or MariaDB.
    #[cfg(feature = "mysql")]
    MySql(Lease<sqlx::MySql>),
}

from_lease!(AnyLease);

impl Db {
    /// Returns the kind of database, or `None` for memory.
    ///
    /// ```
    /// use fin_infra::prelude::*;
    ///
    /// # #[cfg(feature = "sqlite")]
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), Error> {
    /// assert_eq!(Db::connect("sqlite::memory:").await?.database(), Some(schema::Database::Sqlite));
    /// assert_eq!(Db::memory().database(), None);
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "sqlite"))]
    /// # fn main() {}
    /// ```
    #[must_use]
    pub fn database(&self) -> Option<Database> {
        each_database!(&self.0, _connections => Some(DB::DATABASE), Memory(_) => None)
    }

    /// Leases a connection. Returns `None` for memory.
    #[doc(hidden)]
    pub async fn lease(&self) -> Result<Option<AnyLease>> {
        each_database!(
            &self.0,
            connections => connections.lease().await.map(|lease| Some(lease.into())),
            Memory(_) => Ok(None),
        )
    }
}
