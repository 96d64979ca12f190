//! On SQLite, where money is a whole number of its smallest unit and a time one of microseconds.

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use sqlx::types::Json;
use sqlx::{Acquire, Executor, FromRow, QueryBuilder, Row, Sqlite};
use uuid::Uuid;

use super::{Budget, HandWritten, Page, ROWS_PER_STATEMENT, now};
use crate::budget::{BudgetCreate, since};

const INSERT: &str = "INSERT INTO budgets (id, tenant_id, user_id, name, period_start, period_end, categories, amount, \
    rollover_enabled, created_at, updated_at, deleted_at, name_folded) \
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
const INSERT_MANY: &str = "INSERT INTO budgets (id, tenant_id, user_id, name, period_start, period_end, categories, \
    amount, rollover_enabled, created_at, updated_at, deleted_at, name_folded) ";
const GET: &str = "SELECT id, tenant_id, user_id, name, period_start, period_end, categories, amount, \
    rollover_enabled, created_at, updated_at, deleted_at FROM budgets \
    WHERE tenant_id = ? AND id = ? AND deleted_at IS NULL";
const LIST: &str = "SELECT id, tenant_id, user_id, name, period_start, period_end, categories, amount, \
    rollover_enabled, created_at, updated_at, deleted_at FROM budgets \
    WHERE tenant_id = ? AND deleted_at IS NULL ORDER BY name, id LIMIT 51";
const RENAME: &str = "UPDATE budgets SET name = ?, name_folded = ?, updated_at = ? \
    WHERE tenant_id = ? AND id = ? AND deleted_at IS NULL \
    RETURNING id, tenant_id, user_id, name, period_start, period_end, categories, amount, rollover_enabled, \
    created_at, updated_at, deleted_at";
const ADJUST: &str = "UPDATE budgets SET amount = amount + ?, updated_at = ? \
    WHERE tenant_id = ? AND id = ? AND deleted_at IS NULL \
    RETURNING id, tenant_id, user_id, name, period_start, period_end, categories, amount, rollover_enabled, \
    created_at, updated_at, deleted_at";
const AGGREGATE: &str = "SELECT user_id, SUM(amount), COUNT(*) FROM budgets \
    WHERE tenant_id = ? AND deleted_at IS NULL GROUP BY user_id ORDER BY user_id";
const SCOPED: &str = "SELECT b.name, b.amount, u.total FROM budgets b \
    JOIN (SELECT user_id, SUM(amount) AS total FROM budgets WHERE tenant_id = ? AND deleted_at IS NULL \
    GROUP BY user_id) u ON u.user_id = b.user_id \
    WHERE b.tenant_id = ? AND b.deleted_at IS NULL AND b.period_start >= ? ORDER BY b.name LIMIT 50";
const DELETE: &str = "UPDATE budgets SET deleted_at = ?, updated_at = ? \
    WHERE tenant_id = ? AND id = ? AND deleted_at IS NULL";

fn micros(time: DateTime<Utc>) -> i64 {
    time.timestamp_micros()
}

fn time(row: &SqliteRow, index: usize) -> sqlx::Result<DateTime<Utc>> {
    optional_time(row, index)?.ok_or_else(|| sqlx::Error::Decode("not a time".into()))
}

fn optional_time(row: &SqliteRow, index: usize) -> sqlx::Result<Option<DateTime<Utc>>> {
    Ok(row.try_get::<Option<i64>, _>(index)?.and_then(DateTime::from_timestamp_micros))
}

/// Converts an amount of at most four decimal places and eighteen digits, which covers everything that is measured
/// here.
fn scaled(amount: Decimal) -> i64 {
    let mut amount = amount;
    amount.rescale(4);
    i64::try_from(amount.mantissa()).unwrap_or(i64::MAX)
}

impl FromRow<'_, SqliteRow> for Budget {
    fn from_row(row: &SqliteRow) -> sqlx::Result<Self> {
        Ok(Self {
            id: row.try_get(0)?,
            tenant_id: row.try_get(1)?,
            user_id: row.try_get(2)?,
            name: row.try_get(3)?,
            period_start: time(row, 4)?,
            period_end: time(row, 5)?,
            categories: row.try_get::<Json<_>, _>(6)?.0,
            amount: Decimal::new(row.try_get(7)?, 4),
            rollover_enabled: row.try_get(8)?,
            created_at: time(row, 9)?,
            updated_at: time(row, 10)?,
            deleted_at: optional_time(row, 11)?,
        })
    }
}

impl HandWritten for Sqlite {
    async fn create<'e>(
        executor: impl Executor<'e, Database = Self>,
        tenant: Uuid,
        new: BudgetCreate,
    ) -> sqlx::Result<Budget> {
        let budget = Budget::new(tenant, new, now());
        sqlx::query(INSERT)
            .bind(budget.id)
            .bind(budget.tenant_id)
            .bind(budget.user_id)
            .bind(&budget.name)
            .bind(micros(budget.period_start))
            .bind(micros(budget.period_end))
            .bind(Json(&budget.categories))
            .bind(scaled(budget.amount))
            .bind(budget.rollover_enabled)
            .bind(micros(budget.created_at))
            .bind(micros(budget.updated_at))
            .bind(budget.deleted_at.map(micros))
            .bind(budget.folded_name())
            .execute(executor)
            .await?;
        Ok(budget)
    }

    async fn create_many(
        connection: &mut SqliteConnection,
        tenant: Uuid,
        new: Vec<BudgetCreate>,
    ) -> sqlx::Result<Vec<Budget>> {
        let now = now();
        let budgets: Vec<_> = new.into_iter().map(|new| Budget::new(tenant, new, now)).collect();
        let mut transaction = connection.begin().await?;
        for chunk in budgets.chunks(ROWS_PER_STATEMENT) {
            let mut insert = QueryBuilder::<Self>::new(INSERT_MANY);
            insert.push_values(chunk, |mut row, budget| {
                row.push_bind(budget.id)
                    .push_bind(budget.tenant_id)
                    .push_bind(budget.user_id)
                    .push_bind(&budget.name)
                    .push_bind(micros(budget.period_start))
                    .push_bind(micros(budget.period_end))
                    .push_bind(Json(&budget.categories))
                    .push_bind(scaled(budget.amount))
                    .push_bind(budget.rollover_enabled)
                    .push_bind(micros(budget.created_at))
                    .push_bind(micros(budget.updated_at))
                    .push_bind(budget.deleted_at.map(micros))
                    .push_bind(budget.folded_name());
            });
            insert.build().execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
        Ok(budgets)
    }

    async fn get<'e>(
        executor: impl Executor<'e, Database = Self>,
        tenant: Uuid,
        id: Uuid,
    ) -> sqlx::Result<Budget> {
        sqlx::query_as(GET).bind(tenant).bind(id).fetch_one(executor).await
    }

    async fn list<'e>(executor: impl Executor<'e, Database = Self>, tenant: Uuid) -> sqlx::Result<Page> {
        Ok(Page::of(sqlx::query_as(LIST).bind(tenant).fetch_all(executor).await?, 50))
    }

    async fn rename<'e>(
        executor: impl Executor<'e, Database = Self>,
        tenant: Uuid,
        id: Uuid,
        name: String,
    ) -> sqlx::Result<Budget> {
        let folded = name.to_lowercase();
        let now = micros(now());
        sqlx::query_as(RENAME)
            .bind(name)
            .bind(folded)
            .bind(now)
            .bind(tenant)
            .bind(id)
            .fetch_one(executor)
            .await
    }

    async fn adjust<'e>(
        executor: impl Executor<'e, Database = Self>,
        tenant: Uuid,
        id: Uuid,
        by: Decimal,
    ) -> sqlx::Result<Budget> {
        sqlx::query_as(ADJUST)
            .bind(scaled(by))
            .bind(micros(now()))
            .bind(tenant)
            .bind(id)
            .fetch_one(executor)
            .await
    }

    async fn aggregate<'e>(
        executor: impl Executor<'e, Database = Self>,
        tenant: Uuid,
    ) -> sqlx::Result<Vec<(Uuid, Decimal, i64)>> {
        let groups: Vec<(Uuid, i64, i64)> =
            sqlx::query_as(AGGREGATE).bind(tenant).fetch_all(executor).await?;
        Ok(groups.into_iter().map(|(user, sum, count)| (user, Decimal::new(sum, 4), count)).collect())
    }

    async fn scoped<'e>(
        executor: impl Executor<'e, Database = Self>,
        tenant: Uuid,
    ) -> sqlx::Result<Vec<(String, Decimal, Decimal)>> {
        let rows: Vec<(String, i64, i64)> = sqlx::query_as(SCOPED)
            .bind(tenant)
            .bind(tenant)
            .bind(micros(since()))
            .fetch_all(executor)
            .await?;
        let amount = |units| Decimal::new(units, 4);
        Ok(rows.into_iter().map(|(name, one, total)| (name, amount(one), amount(total))).collect())
    }

    async fn delete<'e>(
        executor: impl Executor<'e, Database = Self>,
        tenant: Uuid,
        id: Uuid,
    ) -> sqlx::Result<bool> {
        let now = micros(now());
        let deleted = sqlx::query(DELETE).bind(now).bind(now).bind(tenant).bind(id).execute(executor).await?;
        Ok(deleted.rows_affected() > 0)
    }
}
