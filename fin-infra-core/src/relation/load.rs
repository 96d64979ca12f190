//! `Repository::load`.

use futures_util::future::BoxFuture;

use super::include::{Call, Level, Load, Loaded, loaded};
use crate::column::InMemory;
use crate::error::{Error, Result};
use crate::limits::MAX_RELATED_ROWS;
use crate::operation::check_ids;
use crate::repository::Repository;
use crate::resource::{Resource, StoredIn};
use crate::stored::{AnyRow, AnyValue};

/// Rows of `R`, each with what was loaded for it.
pub type LoadedRows<R, T> = Vec<Loaded<<R as Resource>::Read, T>>;

impl<R: Resource + StoredIn<InMemory>> Repository<R> {
    /// Loads the rows that some rows are related to: their children, the rows that they refer to, and the rows that these
    /// are related to, on any number of levels. The rows come back in their order, each with what was loaded for it.
    ///
    /// Each relation is one query for every 1,000 rows that it starts from, whatever its filter, its order and its limit are.
    /// Each query is scoped to the tenant of this repository by itself, and reads live rows unless the relation states
    /// otherwise: see [`ToMany`](super::ToMany), [`ToOne`](super::ToOne) and [`Through`](super::Through).
    ///
    /// Other calls may change rows between two queries; in a transaction that reads from one snapshot they are not seen.
    ///
    /// ```
    /// use fin_infra::prelude::*;
    ///
    /// #[derive(FinResource)]
    /// #[fin(tenant)]
    /// pub struct Account {
    ///     pub name: String,
    /// }
    ///
    /// #[derive(FinResource)]
    /// #[fin(tenant, children("Deposit"))]
    /// pub struct Goal {
    ///     pub name: String,
    /// }
    ///
    /// #[derive(FinResource)]
    /// #[fin(tenant)]
    /// pub struct Deposit {
    ///     #[fin(belongs_to = "Goal")]
    ///     pub goal_id: Uuid,
    ///     #[fin(belongs_to = "Account")]
    ///     pub account_id: Uuid,
    ///     #[fin(order)]
    ///     pub amount: Decimal,
    /// }
    ///
    /// # async fn example(db: &Db, goals: &GoalRepository) -> Result<(), Error> {
    /// let page = goals.list(db, GoalQuery::new()).await?;
    /// let largest = Goal::deposits().order_by(DepositOrder::Amount.desc()).limit(3).with(Deposit::account());
    /// for goal in goals.load(db, page.items, largest).await? {
    ///     for deposit in &goal.related {
    ///         println!("{}: {} from {}", goal.name, deposit.amount, deposit.related.name);
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Invalid`](crate::ErrorKind::Invalid) for more than 10,000 rows, for a row of another tenant, for more than
    /// [`MAX_RELATED_ROWS`] related rows, and for a filter, an order or a limit that is invalid.
    /// [`Unavailable`](crate::ErrorKind::Unavailable) if a row that must be there was removed between two queries.
    pub fn load<'s, S, I, T>(
        &self,
        store: S,
        rows: impl IntoIterator<Item = R::Read>,
        include: I,
    ) -> BoxFuture<'s, Result<LoadedRows<R, T>>>
    where
        S: Send + 's,
        I: Load<R, S, T>,
    {
        let rows: Vec<R::Read> = rows.into_iter().collect();
        let tenant = self.tenant_id().clone();
        Box::pin(async move {
            check_rows::<R>(&tenant, &rows).map_err(|error| error.of(R::TABLE.name))?;
            let mut call = Call { store, rows_left: MAX_RELATED_ROWS };
            let copies = vec![1; rows.len()];
            let level = Level { tenant: &tenant, rows: &rows, copies: &copies };
            let related = include.load(&mut call, level).await?;
            Ok(loaded(rows, related))
        })
    }
}

fn check_rows<R: StoredIn<InMemory>>(tenant: &R::Tenant, rows: &[R::Read]) -> Result<()> {
    check_ids(R::TABLE, rows.len())?;
    let Some(ordinal) = R::TABLE.tenant else { return Ok(()) };
    let (column, tenant): (_, &AnyValue) = (R::ALL[ordinal], tenant);
    let tenant = column.scalar(Some(tenant));
    match rows.iter().all(|row| column.scalar(row.value(ordinal)) == tenant) {
        true => Ok(()),
        false => Err(Error::invalid(R::TABLE.columns[ordinal].field, "the row belongs to another tenant")),
    }
}
