//! On PostgreSQL.

use rust_decimal::Decimal;
use sqlx::postgres::{PgConnection, PgRow};
use sqlx::types::Json;
use sqlx::{Acquire, Executor, FromRow, Postgres, QueryBuilder, Row};
use uuid::Uuid;

use super::{Budget, HandWritten, Page, ROWS_PER_STATEMENT, now};
use crate::budget::{BudgetCreate, since};

const INSERT: &str = "INSERT INTO budgets (id, tenant_id, user_id, name, period_start, period_end, categories, amount, \
    rollover_enabled, created_at, updated_at, deleted_at, name_folded) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
const INSERT_MANY: &str = "INSERT INTO budgets (id, tenant_id, user_id, name, period_start, period_end, categories, \
    amount, rollover_enabled, created_at, updated_at, deleted_at, name_folded) ";
const GET: &str = "SELECT id, tenant_id, user_id, name, period_start, period_end, categories, amount, \
    rollover_enabled, created_at, updated_at, deleted_at FROM budgets \
    WHERE tenant_id = $1 AND id = $2 AND deleted_at IS NULL";
const LIST: &str = "SELECT id, tenant_id, user_id, name, period_start, period_end, categories, amount, \
    rollover_enabled, created_at, updated_at, deleted_at FROM budgets \
    WHERE tenant_id = $1 AND deleted_at IS NULL ORDER BY name, id LIMIT 51";
const RENAME: &str = "UPDATE budgets SET name = $1, name_folded = $2, updated_at = $3 \
    WHERE tenant_id = $4 AND id = $5 AND deleted_at IS NULL \
    RETURNING id, tenant_id, user_id, name, period_start, period_end, categories, amount, rollover_enabled, \
    created_at, updated_at, deleted_at";
const ADJUST: &str = "UPDATE budgets SET amount = amount + $1, updated_at = $2 \
    WHERE tenant_id = $3 AND id = $4 AND deleted_at IS NULL \
    RETURNING id, tenant_id, user_id, name, period_start, period_end, categories, amount, rollover_enabled, \
    created_at, updated_at, deleted_at";
const AGGREGATE: &str = "SELECT user_id, SUM(amount), COUNT(*) FROM budgets \
    WHERE tenant_id = $1 AND deleted_at IS NULL GROUP BY user_id ORDER BY user_id";
const SCOPED: &str = "SELECT b.name, b.amount, u.total FROM budgets b \
    JOIN (SELECT user_id, SUM(amount) AS total FROM budgets WHERE tenant_id = $1 AND deleted_at IS NULL \
    GROUP BY user_id) u ON u.user_id = b.user_id \
    WHERE b.tenant_id = $1 AND b.deleted_at IS NULL AND b.period_start >= $2 ORDER BY b.name LIMIT 50";
const DELETE: &str = "UPDATE budgets SET deleted_at = $1, updated_at = $1 \
    WHERE tenant_id = $2 AND id = $3 AND deleted_at IS NULL";

impl FromRow<'_, PgRow> for Budget {
    fn from_row(row: &PgRow) -> sqlx::Result<Self> {
        Ok(Self {
            id: row.try_get(0)?,
            tenant_id: row.try_get(1)?,
            user_id: row.try_get(2)?,
            name: row.try_get(3)?,
            period_start: row.try_get(4)?,
            period_end: row.try_get(5)?,
            categories: row.try_get::<Json<_>, _>(6)?.0,
            amount: row.try_get(7)?,
            rollover_enabled: row.try_get(8)?,
            created_at: row.try_get(9)?,
            updated_at: row.try_get(10)?,
            deleted_at: row.try_get(11)?,
        })
    }
}

impl HandWritten for Postgres {
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
            .bind(budget.period_start)
            .bind(budget.period_end)
            .bind(Json(&budget.categories))
            .bind(budget.amount)
            .bind(budget.rollover_enabled)
            .bind(budget.created_at)
            .bind(budget.updated_at)
            .bind(budget.deleted_at)
            .bind(budget.folded_name())
            .execute(executor)
            .await?;
        Ok(budget)
    }

    async fn create_many(
        connection: &mut PgConnection,
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
                    .push_bind(budget.period_start)
                    .push_bind(budget.period_end)
                    .push_bind(Json(&budget.categories))
                    .push_bind(budget.amount)
                    .push_bind(budget.rollover_enabled)
                    .push_bind(budget.created_at)
                    .push_bind(budget.updated_at)
                    .push_bind(budget.deleted_at)
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
        sqlx::query_as(RENAME)
            .bind(name)
            .bind(folded)
            .bind(now())
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
        sqlx::query_as(ADJUST).bind(by).bind(now()).bind(tenant).bind(id).fetch_one(executor).await
    }

    async fn aggregate<'e>(
        executor: impl Executor<'e, Database = Self>,
        tenant: Uuid,
    ) -> sqlx::Result<Vec<(Uuid, Decimal, i64)>> {
        sqlx::query_as(AGGREGATE).bind(tenant).fetch_all(executor).await
    }

    async fn scoped<'e>(
        executor: impl Executor<'e, Database = Self>,
        tenant: Uuid,
    ) -> sqlx::Result<Vec<(String, Decimal, Decimal)>> {
        sqlx::query_as(SCOPED).bind(tenant).bind(since()).fetch_all(executor).await
    }

    async fn delete<'e>(
        executor: impl Executor<'e, Database = Self>,
        tenant: Uuid,
        id: Uuid,
    ) -> sqlx::Result<bool> {
        let deleted = sqlx::query(DELETE).bind(now()).bind(tenant).bind(id).execute(executor).await?;
        Ok(deleted.rows_affected() > 0)
    }
}
