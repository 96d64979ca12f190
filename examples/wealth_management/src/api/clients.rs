//! What a client has: goals, accounts, snapshots. They are created below the client, whose row is locked: nobody deletes the
//! client in between.

use axum::Json;
use axum::extract::Path;
use axum::routing::{delete, post};
use chrono::NaiveDate;
use fin_infra::http::{Action, Problem, ResourceOptions, Scoped};
use fin_infra::prelude::*;
use fin_infra_domains::goals::{
    FundingAccountCreate, FundingAccountRead, GoalCategory, GoalCreate, GoalRead,
};
use fin_infra_domains::net_worth::{Amounts, NetWorthSnapshotCreate, NetWorthSnapshotRead};
use serde::Deserialize;
use utoipa::{OpenApi, ToSchema};

use super::{Created, created, deletion};
use crate::resources::{Client, FundingAccount, Goal, NetWorthSnapshot};

/// The routes of clients.
pub(super) fn routes(clients: ResourceOptions<Client>) -> ResourceOptions<Client> {
    clients
        .without([Action::Delete, Action::Restore])
        .route("/{id}", delete(deletion::delete))
        .route("/{id}/restore", post(deletion::restore))
        .route("/{id}/goals", post(create_goal))
        .route("/{id}/funding-accounts", post(create_account))
        .route("/{id}/net-worth-snapshots", post(create_snapshot))
        .document(Document::openapi())
}

#[derive(OpenApi)]
#[openapi(paths(deletion::delete, deletion::restore, create_goal, create_account, create_snapshot))]
struct Document;

/// A goal of a client.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewGoal {
    /// The name, unique among the goals of the client.
    name: String,
    /// The amount to save.
    target: Money,
    /// The day on which saving begins.
    starts_on: NaiveDate,
    /// The day by which the target should be reached.
    due_on: Option<NaiveDate>,
    /// What it is about.
    #[serde(default)]
    category: GoalCategory,
}

/// An account of a client that goals are funded from.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewAccount {
    /// The name, unique among the accounts of the client.
    name: String,
}

/// What a client owns and owes at the end of a day.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewSnapshot {
    /// The day.
    day: NaiveDate,
    /// The currency of all amounts.
    #[schema(value_type = String)]
    currency: Currency,
    /// The assets by their kinds.
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    assets_by_kind: Amounts,
    /// The liabilities by their kinds, as positive amounts.
    #[serde(default)]
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    liabilities_by_kind: Amounts,
}

/// Create a goal of a client
#[utoipa::path(post, path = "/{id}/goals", request_body = NewGoal, params(("id" = Uuid, Path)),
    responses((status = 201, description = "The goal.", body = ref("#/components/schemas/Goal"))))]
async fn create_goal(
    clients: Scoped<Client>,
    goals: Scoped<Goal>,
    Path(id): Path<Uuid>,
    Json(new): Json<NewGoal>,
) -> Result<Created<GoalRead>, Problem> {
    let NewGoal { name, target, starts_on, due_on, category } = new;
    let goal = GoalCreate { due_on, category, ..GoalCreate::new(id, name, target, starts_on) };
    let goal = clients.db.transaction(async |tx| {
        clients.repository.get_for_update(&tx, id).await?;
        goals.repository.create(&tx, goal.clone()).await
    });
    Ok(created(goal.await?))
}

/// Create an account of a client
#[utoipa::path(post, path = "/{id}/funding-accounts", request_body = NewAccount, params(("id" = Uuid, Path)),
    responses((status = 201, description = "The account.", body = ref("#/components/schemas/FundingAccount"))))]
async fn create_account(
    clients: Scoped<Client>,
    accounts: Scoped<FundingAccount>,
    Path(id): Path<Uuid>,
    Json(new): Json<NewAccount>,
) -> Result<Created<FundingAccountRead>, Problem> {
    let account = FundingAccountCreate::new(id, new.name);
    let account = clients.db.transaction(async |tx| {
        clients.repository.get_for_update(&tx, id).await?;
        accounts.repository.create(&tx, account.clone()).await
    });
    Ok(created(account.await?))
}

/// Create a snapshot of a client
#[utoipa::path(post, path = "/{id}/net-worth-snapshots", request_body = NewSnapshot, params(("id" = Uuid, Path)),
    responses((status = 201, description = "The snapshot.", body = ref("#/components/schemas/NetWorthSnapshot"))))]
async fn create_snapshot(
    clients: Scoped<Client>,
    snapshots: Scoped<NetWorthSnapshot>,
    Path(id): Path<Uuid>,
    Json(new): Json<NewSnapshot>,
) -> Result<Created<NetWorthSnapshotRead>, Problem> {
    let NewSnapshot { day, currency, assets_by_kind, liabilities_by_kind } = new;
    let snapshot = NetWorthSnapshotCreate::of(id, day, currency, assets_by_kind, liabilities_by_kind)?;
    let snapshot = clients.db.transaction(async |tx| {
        clients.repository.get_for_update(&tx, id).await?;
        snapshots.repository.create(&tx, snapshot.clone()).await
    });
    Ok(created(snapshot.await?))
}
