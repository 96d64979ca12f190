//! How much of a budget is spent.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, Query};
use axum::routing::get;
use chrono::{NaiveDate, Utc};
use fin_infra::http::{Problem, ResourceOptions, Scoped};
use fin_infra::prelude::*;
use fin_infra_domains::budgets::Progress;
use serde::Deserialize;
use utoipa::OpenApi;

use crate::resources::Budget;

/// The routes of budgets.
pub(super) fn routes(budgets: ResourceOptions<Budget>) -> ResourceOptions<Budget> {
    budgets
        .create_with(Budget::budget_categories())
        .route("/{id}/progress", get(progress))
        .document(Document::openapi())
}

#[derive(OpenApi)]
#[openapi(paths(progress))]
struct Document;

/// The day of a question.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Day {
    today: Option<NaiveDate>,
}

/// What is planned and spent, in each currency
#[utoipa::path(get, path = "/{id}/progress",
    params(("id" = Uuid, Path), ("today" = Option<NaiveDate>, Query,
        description = "Counts up to the end of this day. The default is today, in UTC.")),
    responses((status = 200, description = "By the code of the currency.", body = BTreeMap<String, Progress>)))]
async fn progress(
    budgets: Scoped<Budget>,
    Path(id): Path<Uuid>,
    Query(day): Query<Day>,
) -> Result<Json<BTreeMap<Currency, Progress>>, Problem> {
    let today = day.today.unwrap_or_else(|| Utc::now().date_naive());
    let repository = Budget::repository().tenant(*budgets.repository.tenant_id());
    Ok(Json(repository.progress(&budgets.db, id, today).await?.currencies))
}
