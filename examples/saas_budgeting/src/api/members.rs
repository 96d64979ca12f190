//! What is done with members beyond listing and adding them.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use chrono::Utc;
use fin_infra::TransactionOptions;
use fin_infra::http::{Problem, Scoped};
use fin_infra::prelude::*;
use fin_infra::query::LockWait;
use serde::Deserialize;
use utoipa::{OpenApi, ToSchema};

use crate::access::{Access, Actor, check_length};
use crate::resources::{Member, MemberFilter, MemberQuery, MemberRead, MemberUpdate, Role};

/// How many owners are locked while one of them is changed.
const MAX_OWNERS: u32 = 1_000;

#[derive(OpenApi)]
#[openapi(paths(set_role, set_password, remove))]
pub(crate) struct Routes;

/// A new role.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewRole {
    role: Role,
}

/// A new password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPassword {
    /// 12 to 128 characters.
    password: String,
    /// The password until now, from members who change their own.
    #[serde(default)]
    current: Option<String>,
}

/// Change the role of a member
///
/// Only owners may. The last owner stays one.
#[utoipa::path(post, path = "/{id}/role", params(("id" = Uuid, Path)), responses(
    (status = 204, description = "It is changed."), (status = 409, description = "It is the last owner."),
))]
pub(crate) async fn set_role(
    Extension(actor): Extension<Actor>,
    members: Scoped<Member>,
    Path(id): Path<Uuid>,
    Json(new): Json<NewRole>,
) -> Result<Response, Problem> {
    change(&actor, &members, id, Change::Role(new.role)).await
}

/// Remove a member
///
/// Only owners may. The last owner stays. Budgets and transactions of the member stay as well.
#[utoipa::path(post, path = "/{id}/remove", params(("id" = Uuid, Path)), responses(
    (status = 204, description = "They are removed."), (status = 409, description = "It is the last owner."),
))]
pub(crate) async fn remove(
    Extension(actor): Extension<Actor>,
    members: Scoped<Member>,
    Path(id): Path<Uuid>,
) -> Result<Response, Problem> {
    change(&actor, &members, id, Change::Removal).await
}

#[derive(Clone, Copy)]
enum Change {
    Role(Role),
    Removal,
}

async fn change(
    actor: &Actor,
    members: &Scoped<Member>,
    id: Uuid,
    change: Change,
) -> Result<Response, Problem> {
    let refusal = members
        .db
        .transaction_for(actor.company(), TransactionOptions::new(), async |tx| {
            // Who changes owners waits here for each other, so that two owners cannot remove one another.
            let owners =
                MemberQuery::new().filter(MemberFilter::new().role(Role::Owner)).page_size(MAX_OWNERS);
            let owners = members.repository.list_for_update(&tx, owners, LockWait::Wait).await?;
            if let Some(refusal) = change.refusal(&owners, actor.member.id, id) {
                return Ok(Some(refusal));
            }
            match change {
                Change::Role(role) => {
                    let update = MemberUpdate { role: Some(role), ..MemberUpdate::default() };
                    members.repository.update(&tx, id, update).await.map(drop)?;
                }
                Change::Removal => members.repository.delete(&tx, id).await.map(drop)?,
            }
            Ok::<_, Error>(None)
        })
        .await?;
    Ok(refusal.map_or_else(|| StatusCode::NO_CONTENT.into_response(), IntoResponse::into_response))
}

impl Change {
    /// Why an actor may not change a member of a company with these owners.
    fn refusal(self, owners: &[MemberRead], actor: Uuid, id: Uuid) -> Option<(StatusCode, &'static str)> {
        let keeps_an_owner =
            matches!(self, Self::Role(Role::Owner)) || owners.iter().any(|owner| owner.id != id);
        if !owners.iter().any(|owner| owner.id == actor) {
            return Some((StatusCode::FORBIDDEN, "only an owner may manage members"));
        }
        let last = (StatusCode::CONFLICT, "a company keeps an owner: make somebody else one first");
        (!keeps_an_owner).then_some(last)
    }
}

/// Set a password
///
/// Owners set it for others. Members change their own, and have to know the one until now. Earlier tokens of the member
/// are not accepted any more.
#[utoipa::path(post, path = "/{id}/password", params(("id" = Uuid, Path)), responses(
    (status = 204, description = "It is set."), (status = 429, description = "There were too many attempts."),
))]
pub(crate) async fn set_password(
    Extension(actor): Extension<Actor>,
    Extension(access): Extension<Access>,
    members: Scoped<Member>,
    Path(id): Path<Uuid>,
    Json(new): Json<NewPassword>,
) -> Result<Response, Problem> {
    let is_own = actor.member.id == id;
    if !is_own && actor.member.role < Role::Owner {
        return Ok(
            (StatusCode::FORBIDDEN, "only an owner may set the password of somebody else").into_response()
        );
    }
    check_length(&new.password)?;
    if is_own {
        let account = actor.member.id.to_string();
        if let Err(error) = access.sign_in.count_attempt(actor.company().to_string(), account) {
            return Ok(error.response().into_response());
        }
        if !knows_current(&access, &actor, new.current).await.map_err(|error| failed(&error))? {
            return Err(Error::invalid("current", "is not the password until now").into());
        }
    }
    let hash = access.passwords.hash(new.password).await.map_err(|error| failed(&error))?;
    let update = MemberUpdate {
        password_hash: Some(Some(hash)),
        password_set_at: Some(Some(Utc::now())),
        ..MemberUpdate::default()
    };
    members.repository.update(&members.db, id, update).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

async fn knows_current(access: &Access, actor: &Actor, current: Option<String>) -> anyhow::Result<bool> {
    match (current, &actor.member.password_hash) {
        (Some(current), Some(hash)) if check_length(&current).is_ok() => {
            access.passwords.matches(current, hash.clone()).await
        }
        _ => Ok(false),
    }
}

/// Logs an error that is not the client's, and hides it from them.
fn failed(error: &anyhow::Error) -> Problem {
    tracing::error!(error = format!("{error:#}"), "a password could not be checked or set");
    Error::unavailable("the password could not be checked or set").into()
}
