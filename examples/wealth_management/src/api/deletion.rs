//! Deleting and restoring a client, together with their goals and snapshots.
//!
//! The client is deleted first. So what went with the client was deleted no earlier than the client, and a goal that somebody
//! had deleted before stays deleted when the client comes back. A goal or a snapshot comes back alone only while its client
//! is there.

use axum::Json;
use axum::extract::{Path, Query};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use fin_infra::http::{Action, Problem, ResourceOptions, Scoped};
use fin_infra::prelude::*;
use fin_infra_domains::goals::{GoalFilter, GoalQuery, GoalRead};
use fin_infra_domains::net_worth::{NetWorthSnapshotFilter, NetWorthSnapshotQuery, NetWorthSnapshotRead};
use futures_util::TryStreamExt;
use serde::Deserialize;
use utoipa::OpenApi;

use crate::resources::{Client, ClientFilter, ClientQuery, ClientRead, Goal, NetWorthSnapshot};

/// The route has no parameters. With `?hard=true`, somebody expects another deletion than this one.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NoParameters {}

/// Delete a client
///
/// The goals and snapshots of the client are deleted as well, and come back with the client. Accounts, contributions and
/// milestones stay: they have no soft delete.
#[utoipa::path(delete, path = "/{id}",
    params(("id" = Uuid, Path), ("If-Match" = String, Header, description = "The `ETag` of the client.")),
    responses(
        (status = 204, description = "The client is deleted."),
        (status = 404, description = "There is no such client."),
        (status = 412, description = "The client has changed since."),
        (status = 428, description = "`If-Match` is missing."),
    ))]
pub(super) async fn delete(
    clients: Scoped<Client>,
    Path(id): Path<Uuid>,
    Query(NoParameters {}): Query<NoParameters>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Some(expected) = headers.get(header::IF_MATCH) else {
        return Ok((StatusCode::PRECONDITION_REQUIRED, "send the client's ETag in If-Match").into_response());
    };
    let expected = match expected.as_bytes() {
        b"*" => None,
        tag => match version(tag) {
            Some(version) => Some(version),
            None => return Ok((StatusCode::PRECONDITION_FAILED, "no client has this ETag").into_response()),
        },
    };
    let advisor = *clients.repository.tenant_id();
    let (goals, snapshots) =
        (Goal::repository().tenant(advisor), NetWorthSnapshot::repository().tenant(advisor));
    clients
        .db
        .transaction(async |tx| {
            let version = match expected {
                Some(version) => version,
                None => clients.repository.get_for_update(&tx, id).await?.version,
            };
            clients.repository.delete(&tx, (id, version)).await?;
            goals.delete_where(&tx, GoalFilter::new().user_id(id)).await?;
            snapshots.delete_where(&tx, NetWorthSnapshotFilter::new().user_id(id)).await?;
            Ok::<_, Error>(())
        })
        .await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// The version in an entity tag, such as `"3"`.
fn version(tag: &[u8]) -> Option<i64> {
    std::str::from_utf8(tag).ok()?.strip_prefix('"')?.strip_suffix('"')?.parse().ok()
}

/// Restore a client
///
/// The goals and snapshots that were deleted with the client come back as well. A client that is not deleted is returned
/// unchanged.
#[utoipa::path(post, path = "/{id}/restore", params(("id" = Uuid, Path)),
    responses(
        (status = 200, description = "The client.", body = ref("#/components/schemas/Client")),
        (status = 404, description = "There is no such deleted client."),
        (status = 409, description = "Another client has the reference now."),
    ))]
pub(super) async fn restore(
    clients: Scoped<Client>,
    Path(id): Path<Uuid>,
) -> Result<Json<ClientRead>, Problem> {
    let restored = clients.db.transaction(async |tx| restore_in(&tx, &clients, id).await).await?;
    Ok(Json(restored))
}

async fn restore_in(
    tx: &fin_infra::OpenTransaction,
    clients: &Scoped<Client>,
    id: Uuid,
) -> Result<ClientRead, Error> {
    if let Some(client) = clients.repository.find(tx, id).await? {
        return Ok(client);
    }
    let query = ClientQuery::new().filter(ClientFilter::new().id(id)).page_size(1);
    let deleted = clients.repository.list_deleted(tx, query).await?.items.pop();
    let since = deleted.and_then(|client| client.deleted_at).ok_or_else(Error::not_found)?;
    let client = clients.repository.restore(tx, id).await?;

    let goals = Goal::repository().tenant(client.tenant_id);
    let query = GoalQuery::new().filter(GoalFilter::new().user_id(id)).only_deleted();
    let deleted: Vec<_> = goals.stream(tx, query).try_collect().await?;
    for goal in deleted.iter().filter(|goal| goal.deleted_at >= Some(since)) {
        goals.restore(tx, goal.id).await?;
    }
    let snapshots = NetWorthSnapshot::repository().tenant(client.tenant_id);
    let query = NetWorthSnapshotQuery::new().filter(NetWorthSnapshotFilter::new().user_id(id)).only_deleted();
    let deleted: Vec<_> = snapshots.stream(tx, query).try_collect().await?;
    for snapshot in deleted.iter().filter(|snapshot| snapshot.deleted_at >= Some(since)) {
        snapshots.restore(tx, snapshot.id).await?;
    }
    Ok(client)
}

/// The routes of snapshots.
pub(super) fn snapshots(snapshots: ResourceOptions<NetWorthSnapshot>) -> ResourceOptions<NetWorthSnapshot> {
    snapshots
        .without([Action::Create, Action::Restore])
        .route("/{id}/restore", post(restore_snapshot))
        .document(OfSnapshots::openapi())
}

#[derive(OpenApi)]
#[openapi(paths(restore_snapshot))]
struct OfSnapshots;

/// Restore a goal
#[utoipa::path(post, path = "/{id}/restore", params(("id" = Uuid, Path)),
    responses(
        (status = 200, description = "The goal.", body = ref("#/components/schemas/Goal")),
        (status = 404, description = "There is no such goal, or its client is deleted."),
    ))]
pub(super) async fn restore_goal(
    clients: Scoped<Client>,
    goals: Scoped<Goal>,
    Path(id): Path<Uuid>,
) -> Result<Json<GoalRead>, Problem> {
    let restored = goals.db.transaction(async |tx| {
        let goal = goals.repository.restore(&tx, id).await?;
        clients.repository.get_for_update(&tx, goal.user_id).await?;
        Ok::<_, Error>(goal)
    });
    Ok(Json(restored.await?))
}

/// Restore a snapshot
#[utoipa::path(post, path = "/{id}/restore", params(("id" = Uuid, Path)),
    responses(
        (status = 200, description = "The snapshot.", body = ref("#/components/schemas/NetWorthSnapshot")),
        (status = 404, description = "There is no such snapshot, or its client is deleted."),
        (status = 409, description = "There is another snapshot of that day now."),
    ))]
async fn restore_snapshot(
    clients: Scoped<Client>,
    snapshots: Scoped<NetWorthSnapshot>,
    Path(id): Path<Uuid>,
) -> Result<Json<NetWorthSnapshotRead>, Problem> {
    let restored = snapshots.db.transaction(async |tx| {
        let snapshot = snapshots.repository.restore(&tx, id).await?;
        clients.repository.get_for_update(&tx, snapshot.user_id).await?;
        Ok::<_, Error>(snapshot)
    });
    Ok(Json(restored.await?))
}
