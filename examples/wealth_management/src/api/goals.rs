//! What happens to a goal: contributions, transfers, milestones, funding, status.

use axum::Json;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::routing::{delete, get, post};
use chrono::{NaiveDate, Utc};
use fin_infra::http::{Action, Problem, ResourceOptions, Scoped};
use fin_infra::prelude::*;
use fin_infra_domains::goals::{
    Contributed, GoalContributionRead, GoalFundingRead, GoalMilestoneRead, GoalMilestoneUpdate, GoalProgress,
    GoalRead, GoalRepository, GoalStatus, NewContribution,
};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use utoipa::{OpenApi, ToSchema};

use super::{Created, created, deletion};
use crate::resources::{FundingAccount, Goal, GoalMilestone};
use crate::transfer::transfer;

/// How many decimal places a percentage has.
const PERCENT_SCALE: u32 = 2;

/// The routes of goals.
pub(super) fn routes(goals: ResourceOptions<Goal>) -> ResourceOptions<Goal> {
    goals
        .without([Action::Create, Action::Restore])
        .route("/{id}/restore", post(deletion::restore_goal))
        .route("/transfers", post(create_transfer))
        .route("/{id}/progress", get(progress))
        .route("/{id}/contributions", post(contribute))
        .route("/{id}/milestones", post(add_milestone))
        .route("/{id}/fundings", post(fund))
        .route("/{id}/fundings/{account_id}", delete(unfund))
        .route("/{id}/status", post(change_status))
        .document(Document::openapi())
}

#[derive(OpenApi)]
#[openapi(paths(
    create_transfer,
    deletion::restore_goal,
    progress,
    contribute,
    add_milestone,
    fund,
    unfund,
    change_status
))]
struct Document;

/// Money that moves from one goal to another one of the same client.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Transfer {
    /// The goal that the money is taken from.
    from: Uuid,
    /// The goal that it is put aside for.
    to: Uuid,
    /// The amount, in the currency of both.
    amount: Money,
    /// The day.
    booked_on: NaiveDate,
    /// A text.
    note: Option<String>,
    /// An identifier of the caller, so that a request that is sent again is booked once.
    external_id: Option<String>,
}

/// An amount that is put aside, or taken out if it is negative.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewBooking {
    /// The amount, in the currency of the goal.
    amount: Money,
    /// The day.
    booked_on: NaiveDate,
    /// A text.
    note: Option<String>,
    /// An identifier of the caller, so that a request that is sent again is booked once.
    external_id: Option<String>,
}

/// A goal, and what a contribution to it did.
#[derive(Serialize, ToSchema)]
struct Booked {
    /// The goal after it.
    #[schema(value_type = Object)]
    goal: GoalRead,
    /// The contribution.
    #[schema(value_type = Object)]
    contribution: GoalContributionRead,
    /// The milestones that it reached.
    #[schema(value_type = Vec<Object>)]
    reached: Vec<GoalMilestoneRead>,
}

/// An amount on the way to the target.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewMilestone {
    /// What is celebrated.
    name: String,
    /// The amount.
    amount: Money,
    /// The day on which it is reached if the amount is saved already.
    today: NaiveDate,
    /// The day by which the amount should be reached.
    due_on: Option<NaiveDate>,
}

/// The part of an account that is for a goal.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewFunding {
    /// The account, of the client of the goal.
    account_id: Uuid,
    /// How many percent of the account, with at most two decimal places. All goals together use at most 100.
    #[serde(deserialize_with = "percentage")]
    #[schema(value_type = String, example = "12.50")]
    percent: Decimal,
}

/// Reads a percentage. Its range depends on the other goals of the account.
fn percentage<'de, D: Deserializer<'de>>(input: D) -> Result<Decimal, D::Error> {
    let invalid =
        || D::Error::custom("must be a string with a percentage from 0.01 to 100, such as \"12.50\"");
    let text = Value::deserialize(input)?;
    let percent = Decimal::from_str_exact(text.as_str().ok_or_else(invalid)?).map_err(|_| invalid())?;
    match percent.normalize().scale() > PERCENT_SCALE {
        true => Err(D::Error::custom("must have at most 2 decimal places")),
        false => Ok(percent),
    }
}

/// The next status of a goal.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewStatus {
    /// The status.
    status: GoalStatus,
}

impl From<Contributed> for Booked {
    fn from(Contributed { goal, contribution, reached }: Contributed) -> Self {
        Self { goal, contribution, reached }
    }
}

/// The repository with the methods of the domain.
fn repository(goals: &Scoped<Goal>) -> GoalRepository {
    Goal::repository().tenant(*goals.repository.tenant_id())
}

/// Move an amount between two goals of a client
///
/// Both goals change, or none.
#[utoipa::path(post, path = "/transfers", request_body = Transfer,
    responses((status = 201, description = "The two goals.", body = [Booked])))]
async fn create_transfer(
    goals: Scoped<Goal>,
    Json(new): Json<Transfer>,
) -> Result<Created<[Booked; 2]>, Problem> {
    let Transfer { from, to, amount, booked_on, note, external_id } = new;
    let new = NewContribution { amount, booked_on, note, external_id };
    let booked = transfer(&goals.db, &repository(&goals), (from, to), new).await?;
    Ok(created(booked.map(Booked::from)))
}

/// The day of a question.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Day {
    today: Option<NaiveDate>,
}

/// How far a goal is
#[utoipa::path(get, path = "/{id}/progress",
    params(("id" = Uuid, Path), ("today" = Option<NaiveDate>, Query,
        description = "Counts up to the end of this day. The default is today, in UTC.")),
    responses((status = 200, description = "What is saved, and when the target is reached.", body = GoalProgress)))]
async fn progress(
    goals: Scoped<Goal>,
    Path(id): Path<Uuid>,
    Query(day): Query<Day>,
) -> Result<Json<GoalProgress>, Problem> {
    let today = day.today.unwrap_or_else(|| Utc::now().date_naive());
    Ok(Json(repository(&goals).progress(&goals.db, id, today).await?))
}

/// Put money aside for a goal, or take it out
#[utoipa::path(post, path = "/{id}/contributions", request_body = NewBooking, params(("id" = Uuid, Path)),
    responses((status = 201, description = "The goal.", body = Booked)))]
async fn contribute(
    goals: Scoped<Goal>,
    Path(id): Path<Uuid>,
    Json(new): Json<NewBooking>,
) -> Result<Created<Booked>, Problem> {
    let NewBooking { amount, booked_on, note, external_id } = new;
    let new = NewContribution { amount, booked_on, note, external_id };
    Ok(created(repository(&goals).contribute(&goals.db, id, new).await?.into()))
}

/// Add a milestone to a goal
#[utoipa::path(post, path = "/{id}/milestones", request_body = NewMilestone, params(("id" = Uuid, Path)),
    responses((status = 201, description = "The milestone.", body = ref("#/components/schemas/GoalMilestone"))))]
async fn add_milestone(
    goals: Scoped<Goal>,
    Path(id): Path<Uuid>,
    Json(new): Json<NewMilestone>,
) -> Result<Created<GoalMilestoneRead>, Problem> {
    let NewMilestone { name, amount, today, due_on } = new;
    let milestones = GoalMilestone::repository().tenant(*goals.repository.tenant_id());
    let milestone = goals.db.transaction(async |tx| {
        let milestone = repository(&goals).add_milestone_in(&tx, id, &name, amount, today).await?;
        let due = GoalMilestoneUpdate { due_on: Some(due_on), ..GoalMilestoneUpdate::default() };
        milestones.update(&tx, milestone.id, due).await
    });
    Ok(created(milestone.await?))
}

/// Set how many percent of an account are for a goal
#[utoipa::path(post, path = "/{id}/fundings", request_body = NewFunding, params(("id" = Uuid, Path)),
    responses((status = 201, description = "The funding.", body = ref("#/components/schemas/GoalFunding"))))]
async fn fund(
    goals: Scoped<Goal>,
    accounts: Scoped<FundingAccount>,
    Path(id): Path<Uuid>,
    Json(new): Json<NewFunding>,
) -> Result<Created<GoalFundingRead>, Problem> {
    let NewFunding { account_id, percent } = new;
    let client = goals.repository.get(&goals.db, id).await?.user_id;
    let account = accounts.repository.find(&accounts.db, account_id).await?;
    if account.is_none_or(|account| account.user_id != client) {
        return Err(Error::invalid("account_id", "must be an account of the same client").into());
    }
    Ok(created(repository(&goals).fund(&goals.db, (id, account_id), percent).await?))
}

/// End the funding of a goal by an account
///
/// Its part of the account is free again.
#[utoipa::path(delete, path = "/{id}/fundings/{account_id}",
    params(("id" = Uuid, Path), ("account_id" = Uuid, Path)),
    responses((status = 204, description = "It has ended."), (status = 404, description = "There was none.")))]
async fn unfund(
    goals: Scoped<Goal>,
    Path((id, account_id)): Path<(Uuid, Uuid)>,
) -> Result<StatusCode, Problem> {
    match repository(&goals).unfund(&goals.db, (id, account_id)).await? {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(Error::not_found().into()),
    }
}

/// Change the status of a goal
#[utoipa::path(post, path = "/{id}/status", request_body = NewStatus, params(("id" = Uuid, Path)),
    responses((status = 200, description = "The goal.", body = ref("#/components/schemas/Goal"))))]
async fn change_status(
    goals: Scoped<Goal>,
    Path(id): Path<Uuid>,
    Json(new): Json<NewStatus>,
) -> Result<Json<GoalRead>, Problem> {
    Ok(Json(repository(&goals).change_status(&goals.db, id, new.status).await?))
}
