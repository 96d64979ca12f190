//! Who may do what.

use axum::http::request::Parts;

use super::Action;

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
