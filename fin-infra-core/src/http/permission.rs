//! Who may do what.

use std::collections::BTreeSet;

use axum::http::request::Parts;

use super::problem::{Kind, Problem};
use super::resources::Api;
use super::{Action, HttpResource};

/// Says who may do what.
///
/// Install one with [`Resources::permissions`](super::Resources::permissions). From then on it is asked for every action
/// of every request, those to routes of the app's own among them, and what it does not grant is refused with 403: its own
/// function, if it is not written, grants nothing. It sees the request's extensions, where the app's authentication puts who is asking.
///
/// Without permissions, a resource with tenants grants every action that is not [privileged](Action::is_privileged) to
/// everyone who has a tenant. A resource without tenants, whose rows are everybody's, grants reading alone: list, search,
/// get, and `GET` of the app's own routes.
///
/// A function with the same arguments is one, too:
///
/// ```
/// use axum::http::request::Parts;
/// use fin_infra_core::http::{Action, Denied};
/// # use fin_infra_core::{Db, http::Resources};
///
/// #[derive(Clone, PartialEq)]
/// enum Role {
///     Member,
///     Owner,
/// }
///
/// fn permissions(request: &Parts, action: Action, _resource: &str) -> Result<(), Denied> {
///     match request.extensions.get::<Role>() {
///         Some(Role::Owner) => Ok(()),
///         Some(Role::Member) if !action.is_privileged() && action != Action::Delete => Ok(()),
///         _ => Err(Denied),
///     }
/// }
///
/// let resources = Resources::new(Db::memory()).permissions(permissions);
/// # drop(resources);
/// ```
pub trait Permissions: Send + Sync + 'static {
    /// Grants an action on a resource, which is named as its table is.
    ///
    /// # Errors
    ///
    /// [`Denied`] if it does not.
    fn authorize(&self, request: &Parts, action: Action, resource: &'static str) -> Result<(), Denied> {
        let _ = (request, action, resource);
        Err(Denied)
    }
}

impl<F> Permissions for F
where
    F: Fn(&Parts, Action, &str) -> Result<(), Denied> + Send + Sync + 'static,
{
    fn authorize(&self, request: &Parts, action: Action, resource: &'static str) -> Result<(), Denied> {
        self(request, action, resource)
    }
}

/// An action is not granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Denied;

/// Refuses an action that is not granted, or that is left out.
pub(super) fn check<R: HttpResource>(
    api: &Api,
    parts: &Parts,
    action: Action,
    without: &BTreeSet<Action>,
) -> Result<(), Problem> {
    if api.permissions.is_empty() {
        check_without_permissions::<R>(parts, action)?;
    }
    for permissions in &api.permissions {
        permissions.authorize(parts, action, R::TABLE.name).map_err(|Denied| forbidden(action))?;
    }
    if without.contains(&action) { Err(forbidden(action)) } else { Ok(()) }
}

/// Refuses what nobody may do unless the app grants it.
fn check_without_permissions<R: HttpResource>(parts: &Parts, action: Action) -> Result<(), Problem> {
    let rule = match R::TABLE.tenant {
        _ if action.is_privileged() => "nobody may do this",
        None if !action.reads(&parts.method) => "a resource without tenants can only be read",
        _ => return Ok(()),
    };
    // For whoever writes the app. A client can do nothing about it.
    tracing::info!(%action, rule, "no permissions are installed: grant the action with `Resources::permissions`");
    Err(forbidden(action))
}

/// The answer to a request for an action that is not granted.
fn forbidden(action: Action) -> Problem {
    Problem::new(Kind::Forbidden, format!("you may not do this here: {action}"))
}
