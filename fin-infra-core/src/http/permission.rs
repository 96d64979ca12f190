//! Who may do what.

use std::sync::Arc;

use axum::extract::Request;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::problem::{Kind, Problem};
use super::resources::Api;
use super::{Action, HttpResource};

/// Says who may do what.
///
/// Install one with [`Resources::permissions`](super::Resources::permissions). From then on it is asked for every action
/// of every request, those to routes of the app's own among them, and what it does not grant is refused with 403: its own
/// function, if it is not written, grants nothing. It sees the request's extensions, where the app's authentication puts who is asking.
///
/// Without permissions every action is granted that is not [privileged](Action::is_privileged), to everyone who has a
/// tenant.
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

/// Asks for the permission to use a route of the app's own.
pub(super) async fn permitted<R: HttpResource>(request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let granted = match parts.extensions.get::<Arc<Api>>() {
        Some(api) => api.permissions.authorize(&parts, Action::Custom, R::TABLE.name),
        None => Err(Denied),
    };
    match granted {
        Ok(()) => next.run(Request::from_parts(parts, body)).await,
        Err(Denied) => forbidden(Action::Custom).into_response(),
    }
}

/// The answer to a request for an action that is not granted.
pub(super) fn forbidden(action: Action) -> Problem {
    Problem::new(Kind::Forbidden, format!("you may not do this here: {action}"))
}

/// The permissions that an app installed, all of which have to grant an action. Where there are none, every action is
/// granted that is not privileged.
#[derive(Default)]
pub(super) struct Installed(Vec<Box<dyn Permissions>>);

impl Installed {
    pub(super) fn add(&mut self, permissions: impl Permissions) {
        self.0.push(Box::new(permissions));
    }
}

impl Permissions for Installed {
    fn authorize(&self, request: &Parts, action: Action, resource: &'static str) -> Result<(), Denied> {
        if self.0.is_empty() && action.is_privileged() {
            return Err(Denied);
        }
        self.0.iter().try_for_each(|permissions| permissions.authorize(request, action, resource))
    }
}
