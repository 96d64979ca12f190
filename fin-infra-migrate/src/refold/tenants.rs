//! The tenants of a table whose policies apply to its owner.
//!
//! The policies are lifted while some tenants are read, in a transaction that is invisible to others. The rows are then
//! read and changed as each tenant, subject to the policies.

#[cfg(feature = "postgres")]
use fin_infra_core::internal::tenant_setting;
#[cfg(feature = "postgres")]
use sqlx::{AssertSqlSafe, SqlSafeStr as _};

use super::super::connection::AnyConnection;
#[cfg(feature = "postgres")]
use super::super::dialect::Database;
#[cfg(feature = "postgres")]
use super::super::retry::lock_timeout;
use super::keys::Target;

/// The number of tenants to read at once.
#[cfg(feature = "postgres")]
const TENANTS: usize = 1_000;

impl AnyConnection {
    /// The next tenants after another one, sorted.
    #[cfg(feature = "postgres")]
    pub(super) async fn tenants_after(
        &mut self,
        target: &Target,
        after: Option<&str>,
    ) -> Result<Vec<String>, sqlx::Error> {
        #[allow(irrefutable_let_patterns)]
        let Self::Postgres(connection) = self else { return Ok(Vec::new()) };
        let Some((name, text, value)) = target.tenants_key() else { return Ok(Vec::new()) };
        let table = &target.table;
        let behind = if after.is_some() { format!(" WHERE {name} > {value}") } else { String::new() };
        // One index lookup for each tenant, however many rows it has.
        let select = format!(
            "WITH RECURSIVE tenants AS ((SELECT {name} AS tenant FROM {table}{behind} ORDER BY {name} LIMIT 1) UNION ALL \
             SELECT (SELECT {name} FROM {table} WHERE {name} > tenants.tenant ORDER BY {name} LIMIT 1) FROM tenants \
             WHERE tenants.tenant IS NOT NULL) SELECT {} FROM tenants WHERE tenant IS NOT NULL LIMIT {TENANTS}",
            text.replace(name, "tenant")
        );
        let mut transaction = sqlx::Connection::begin(connection).await?;
        let force = |word: &str| {
            AssertSqlSafe(format!("ALTER TABLE {table} {word}FORCE ROW LEVEL SECURITY")).into_sql_str()
        };
        if let Some(limit) = lock_timeout(Database::Postgres) {
            sqlx::raw_sql(limit).execute(&mut *transaction).await?;
        }
        sqlx::raw_sql(force("NO ")).execute(&mut *transaction).await?;
        let select = sqlx::query_scalar(AssertSqlSafe(select).into_sql_str());
        let select = match after {
            Some(after) => select.bind(after.to_owned()),
            None => select,
        };
        let tenants = select.fetch_all(&mut *transaction).await?;
        sqlx::raw_sql(force("")).execute(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(tenants)
    }

    #[cfg(not(feature = "postgres"))]
    #[expect(clippy::unused_async, reason = "it asks where there is something to ask")]
    pub(super) async fn tenants_after(
        &mut self,
        _target: &Target,
        _after: Option<&str>,
    ) -> Result<Vec<String>, sqlx::Error> {
        Ok(Vec::new())
    }

    /// Acts as a tenant for the rest of the transaction.
    #[cfg(feature = "postgres")]
    pub(super) async fn set_tenant(&mut self, tenant: &str) -> Result<(), sqlx::Error> {
        #[allow(irrefutable_let_patterns)]
        let Self::Postgres(connection) = self else { return Ok(()) };
        let set = concat!("SELECT set_config('", tenant_setting!(), "', $1, true)");
        sqlx::query(set).bind(tenant.to_owned()).execute(connection).await.map(drop)
    }

    #[cfg(not(feature = "postgres"))]
    #[expect(clippy::unused_async, reason = "it asks where there is something to ask")]
    pub(super) async fn set_tenant(&mut self, _tenant: &str) -> Result<(), sqlx::Error> {
        Ok(())
    }
}
