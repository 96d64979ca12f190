//! Permissions.

use axum::http::request::Parts;

use super::Action;

/// Grants actions to requests.
///
/// Install permissions with [`Resources::permissions`](super::Resources::permissions). They are then checked for every action
/// of every request, including those to custom routes, and an action that is not granted is rejected with 403. The default
/// implementation grants nothing. The request's extensions have what the app's authentication put there.
///
/// Without permissions, a resource with tenants grants every action that is not [privileged](Action::is_privileged) to every
/// request with a tenant. A resource without tenants is shared, and only grants reading: list, search, get, and `GET` of
/// custom routes.
///
/// A function with the same arguments implements the trait:
///
/// ```
/// use axum::http::request::Parts;
/// use fin_infra::http::{Action, Denied};
/// # use fin_infra::{Db, http::Resources};
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
    /// Grants an action on a resource, which is identified by the name of its table.
    ///
    /// # Errors
    ///
    /// [`Denied`] if the action is not granted.
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

/// The error for an action that is not granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Denied;
