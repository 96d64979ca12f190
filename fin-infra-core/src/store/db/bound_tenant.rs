//! Transactions that are bound to one tenant.

use std::any::Any;
use std::fmt::Display;
use std::sync::Arc;

use super::{Db, DbTransaction};
use crate::error::{Error, Result};
use crate::options::Begin;
use crate::store::call::ErasedOperation;

impl Db {
    /// Begins a transaction that is bound to one tenant: several calls that succeed or fail together, and that cannot
    /// access another tenant's rows.
    ///
    /// In it, calls on a repository of another tenant, or of all tenants, are errors; calls on resources without
    /// tenants are not. If [`rls`](crate::FinResource#rls) lets PostgreSQL isolate tenants, the tenant is set once,
    /// when the transaction begins, and each call is one statement; in a transaction of [`begin`](Self::begin), each
    /// call sets it again.
    ///
    /// The tenant must have the same type as in the struct. For a `String`, a string literal is accepted as well. For a
    /// type of your own, `Display` must write the text that PostgreSQL parses as the column's type.
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
    /// # let db = Db::memory();
    /// let tenant = Uuid::now_v7();
    /// let goals = Goal::repository().tenant(tenant);
    ///
    /// let mut tx = db.begin_for(tenant).await?;
    /// for name in ["Bicycle", "Boat"] {
    ///     goals.create(&mut tx, GoalCreate { name: name.to_owned() }).await?;
    /// }
    /// let others = Goal::repository().tenant(Uuid::now_v7());
    /// assert!(others.count(&mut tx, GoalQuery::new()).await.is_err_and(|error| error.is_invalid()));
    /// tx.commit().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`begin`](Self::begin), and [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) for a tenant whose text is
    /// empty or contains U+0000.
    pub async fn begin_for<T>(&self, tenant: T) -> Result<DbTransaction>
    where
        T: Display + PartialEq + Send + Sync + 'static,
    {
        let tenant = BoundTenant::new(tenant)?;
        self.begin_with(Begin::default(), Some(Arc::new(tenant))).await
    }
}

/// Compares a repository's tenant with that of the transaction, whose type only this function knows.
type IsTenant = dyn Fn(&dyn Any) -> bool + Send + Sync;

/// The tenant of a transaction.
pub(super) struct BoundTenant {
    text: String,
    is: Box<IsTenant>,
}

impl BoundTenant {
    pub(super) fn new<T: Display + PartialEq + Send + Sync + 'static>(tenant: T) -> Result<Self> {
        let text = tenant.to_string();
        if text.is_empty() {
            return Err(Error::invalid(
                "tenant",
                "must not be empty; use `begin` for a transaction without a tenant",
            ));
        }
        if text.contains('\0') {
            return Err(Error::invalid("tenant", "must not contain U+0000, which PostgreSQL cannot store"));
        }
        Ok(Self { text, is: Box::new(move |other| is_same(&tenant, other)) })
    }

    /// The text of the tenant, as PostgreSQL parses it.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Returns an error for an operation on rows that belong, or may belong, to another tenant.
    pub(super) fn check(&self, call: &dyn ErasedOperation) -> Result<()> {
        let table = call.table();
        let Some(ordinal) = table.tenant else { return Ok(()) };
        match call.tenant() {
            Some(tenant) if (self.is)(tenant) => Ok(()),
            _ => {
                let reason = "is not the tenant of this transaction: use the repository of that tenant, with the \
                              type that was passed to `begin_for`, or use a transaction of `begin`";
                Err(Error::invalid(table.columns[ordinal].field, reason).of(table.name))
            }
        }
    }
}

fn is_same<T: PartialEq + 'static>(tenant: &T, other: &dyn Any) -> bool {
    let text = || (tenant as &dyn Any).downcast_ref::<&'static str>();
    match (other.downcast_ref::<T>(), other.downcast_ref::<String>()) {
        (Some(other), _) => other == tenant,
        (None, Some(other)) => text().is_some_and(|text| text == other),
        (None, None) => false,
    }
}
