//! A program without fin-infra: careful hand-written handlers with axum and sqlx.
//!
//! It returns the same JSON. Its handlers have no layers: no request id, no time limit, no span, and a bare status for an
//! error.

use std::collections::BTreeMap;

use axum::extract::{FromRequestParts, Path, Query, State};
use axum::http::header::LOCATION;
use axum::http::request::Parts;
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use sqlx::{Executor, Pool};
use uuid::Uuid;

use super::request::TENANT;
use crate::budget::BudgetCreate;
use crate::hand_written::{Budget, HandWritten, Page};

/// The routes.
pub fn router<DB: HandWritten>(pool: Pool<DB>) -> Router
where
    for<'c> &'c mut DB::Connection: Executor<'c, Database = DB>,
{
    Router::new()
        .route("/budgets", get(list::<DB>).post(create::<DB>))
        .route("/budgets/{id}", get(get_one::<DB>))
        .with_state(pool)
}

/// The tenant of a request.
struct Tenant(Uuid);

impl<S: Send + Sync> FromRequestParts<S> for Tenant {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, StatusCode> {
        let text = parts.headers.get(TENANT).and_then(|value| value.to_str().ok());
        text.and_then(|text| text.parse().ok()).map(Self).ok_or(StatusCode::BAD_REQUEST)
    }
}

/// The query of a list.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ListQuery {
    page_size: u32,
    order_by: Order,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Order {
    Name,
}

#[derive(Serialize)]
struct PageBody {
    items: Vec<Budget>,
    next_cursor: Option<String>,
    page: Option<u32>,
    page_size: u32,
    total: Option<u64>,
}

async fn list<DB: HandWritten>(
    State(pool): State<Pool<DB>>,
    Tenant(tenant): Tenant,
    Query(ListQuery { page_size, order_by: Order::Name }): Query<ListQuery>,
) -> Result<Json<PageBody>, Failure>
where
    for<'c> &'c mut DB::Connection: Executor<'c, Database = DB>,
{
    if page_size != 50 {
        return Err(Failure(StatusCode::BAD_REQUEST));
    }
    let Page { items, next } = DB::list(&pool, tenant).await?;
    let next_cursor = next.map(|(name, id)| format!("{id} {name}"));
    Ok(Json(PageBody { items, next_cursor, page: Some(1), page_size, total: None }))
}

async fn get_one<DB: HandWritten>(
    State(pool): State<Pool<DB>>,
    Tenant(tenant): Tenant,
    Path(id): Path<Uuid>,
) -> Result<Json<Budget>, Failure>
where
    for<'c> &'c mut DB::Connection: Executor<'c, Database = DB>,
{
    Ok(Json(DB::get(&pool, tenant, id).await?))
}

/// The fields of a new budget.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewBudget {
    user_id: Uuid,
    name: String,
    period_start: DateTime<Utc>,
    period_end: DateTime<Utc>,
    categories: BTreeMap<String, Decimal>,
    amount: Decimal,
    #[serde(default)]
    rollover_enabled: bool,
}

impl From<NewBudget> for BudgetCreate {
    fn from(new: NewBudget) -> Self {
        let NewBudget { user_id, name, period_start, period_end, categories, amount, rollover_enabled } = new;
        Self { user_id, name, period_start, period_end, categories, amount, rollover_enabled }
    }
}

async fn create<DB: HandWritten>(
    State(pool): State<Pool<DB>>,
    Tenant(tenant): Tenant,
    Json(new): Json<NewBudget>,
) -> Result<(StatusCode, [(HeaderName, String); 1], Json<Budget>), Failure>
where
    for<'c> &'c mut DB::Connection: Executor<'c, Database = DB>,
{
    let budget = DB::create(&pool, tenant, new.into()).await?;
    Ok((StatusCode::CREATED, [(LOCATION, format!("/budgets/{}", budget.id))], Json(budget)))
}

/// The status of an error.
struct Failure(StatusCode);

impl From<sqlx::Error> for Failure {
    fn from(error: sqlx::Error) -> Self {
        Self(match error {
            sqlx::Error::RowNotFound => StatusCode::NOT_FOUND,
            sqlx::Error::Database(error) if error.is_unique_violation() => StatusCode::CONFLICT,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        })
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        self.0.into_response()
    }
}
