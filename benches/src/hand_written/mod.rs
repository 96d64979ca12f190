//! The code of a program without fin-infra: its own structs, statements and functions, as a careful engineer writes
//! them with sqlx.
//!
//! Careful means that no rewrite would make it faster: rows are decoded by index, the page size is part of the text, an
//! update is one statement with RETURNING, ids are generated in the process so that an insert needs no RETURNING, bulk
//! inserts use few statements, and every statement is prepared once.

mod postgres;
mod sqlite;

use std::collections::BTreeMap;

use chrono::{DateTime, SubsecRound, Utc};
use rust_decimal::Decimal;
use serde::Serialize;
use sqlx::{Connection, Database, Executor};
use uuid::Uuid;

use crate::budget::BudgetCreate;

/// How many rows one statement inserts.
const ROWS_PER_STATEMENT: usize = 1_000;

/// A row.
#[derive(Clone, Debug, Serialize)]
pub struct Budget {
    /// The id.
    pub id: Uuid,
    /// Whose row it is.
    pub tenant_id: Uuid,
    /// Whose plan it is.
    pub user_id: Uuid,
    /// The name.
    pub name: String,
    /// When it begins.
    pub period_start: DateTime<Utc>,
    /// When it ends.
    pub period_end: DateTime<Utc>,
    /// The budgeted amount of each category.
    pub categories: BTreeMap<String, Decimal>,
    /// How much may be spent in all.
    pub amount: Decimal,
    /// Whether the remainder carries over to the next period.
    pub rollover_enabled: bool,
    /// When it was created.
    pub created_at: DateTime<Utc>,
    /// When it was changed.
    pub updated_at: DateTime<Utc>,
    /// When it was deleted.
    pub deleted_at: Option<DateTime<Utc>>,
}

impl Budget {
    fn new(tenant: Uuid, new: BudgetCreate, now: DateTime<Utc>) -> Self {
        Self {
            id: Uuid::now_v7(),
            tenant_id: tenant,
            user_id: new.user_id,
            name: new.name,
            period_start: new.period_start,
            period_end: new.period_end,
            categories: new.categories,
            amount: new.amount,
            rollover_enabled: new.rollover_enabled,
            created_at: now,
            updated_at: now,
            deleted_at: None,
        }
    }

    /// The folded copy for searches that ignore case.
    fn folded_name(&self) -> String {
        self.name.to_lowercase()
    }
}

/// A page, and the name and id after which the next one begins.
#[derive(Debug)]
pub struct Page {
    /// The rows.
    pub items: Vec<Budget>,
    /// Where the next page begins, if there is one.
    pub next: Option<(String, Uuid)>,
}

impl Page {
    /// Removes the additional row, which shows that there is a next page.
    fn of(mut items: Vec<Budget>, size: usize) -> Self {
        let more = items.len() > size;
        items.truncate(size);
        let next = items.last().filter(|_| more).map(|last| (last.name.clone(), last.id));
        Self { items, next }
    }
}

fn now() -> DateTime<Utc> {
    Utc::now().trunc_subsecs(6)
}

/// The functions of each database. A server hands the futures of some from one thread to another.
#[allow(async_fn_in_trait, reason = "measured on one thread")]
pub trait HandWritten: Database {
    /// Creates a row.
    fn create<'e>(
        executor: impl Executor<'e, Database = Self>,
        tenant: Uuid,
        new: BudgetCreate,
    ) -> impl Future<Output = sqlx::Result<Budget>> + Send;

    /// Creates many rows, or none.
    async fn create_many(
        connection: &mut Self::Connection,
        tenant: Uuid,
        new: Vec<BudgetCreate>,
    ) -> sqlx::Result<Vec<Budget>>
    where
        Self::Connection: Connection<Database = Self>;

    /// Gets a row.
    fn get<'e>(
        executor: impl Executor<'e, Database = Self>,
        tenant: Uuid,
        id: Uuid,
    ) -> impl Future<Output = sqlx::Result<Budget>> + Send;

    /// Lists the first fifty rows by their names.
    fn list<'e>(
        executor: impl Executor<'e, Database = Self>,
        tenant: Uuid,
    ) -> impl Future<Output = sqlx::Result<Page>> + Send;

    /// Changes a row's name.
    async fn rename<'e>(
        executor: impl Executor<'e, Database = Self>,
        tenant: Uuid,
        id: Uuid,
        name: String,
    ) -> sqlx::Result<Budget>;

    /// Adds to a row's amount.
    async fn adjust<'e>(
        executor: impl Executor<'e, Database = Self>,
        tenant: Uuid,
        id: Uuid,
        by: Decimal,
    ) -> sqlx::Result<Budget>;

    /// Adds up the amounts of each user.
    async fn aggregate<'e>(
        executor: impl Executor<'e, Database = Self>,
        tenant: Uuid,
    ) -> sqlx::Result<Vec<(Uuid, Decimal, i64)>>;

    /// Reads fifty budgets of some days, each with the sum of its user's.
    async fn scoped<'e>(
        executor: impl Executor<'e, Database = Self>,
        tenant: Uuid,
    ) -> sqlx::Result<Vec<(String, Decimal, Decimal)>>;

    /// Deletes a row softly; false if there is none.
    async fn delete<'e>(
        executor: impl Executor<'e, Database = Self>,
        tenant: Uuid,
        id: Uuid,
    ) -> sqlx::Result<bool>;
}
