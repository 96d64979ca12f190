//! What an app says of one resource.

use std::collections::BTreeSet;
use std::marker::PhantomData;

use axum::Router;

use super::{Action, HttpResource};

/// How a resource is offered: for [`Resources::add_with`](super::Resources::add_with).
///
/// ```
/// use fin_infra_core::http::{Action, Resources};
/// use fin_infra_core::prelude::*;
///
/// #[derive(FinResource)]
/// pub struct Goal {
///     pub name: String,
/// }
///
/// let resources = Resources::new(Db::memory())
///     .add_with::<Goal>(|goals| goals.at("/saving-goals").without([Action::Delete]));
/// # drop(resources);
/// ```
pub struct ResourceOptions<R> {
    pub(super) path: String,
    pub(super) without: BTreeSet<Action>,
    pub(super) routes: Router,
    resource: PhantomData<fn(R)>,
}

impl<R: HttpResource> ResourceOptions<R> {
    pub(super) fn new() -> Self {
        Self {
            path: R::PATH.to_owned(),
            without: BTreeSet::new(),
            routes: Router::new(),
            resource: PhantomData,
        }
    }

    /// At another path, which begins with a slash and does not end in one.
    #[must_use]
    pub fn at(mut self, path: impl Into<String>) -> Self {
        self.path = path.into();
        self
    }

    /// Without what changes rows: create, update, delete and restore.
    #[must_use]
    pub fn read_only(self) -> Self {
        self.without(Action::WRITES.iter().copied())
    }

    /// Without some actions. A route none of whose actions is left is not there, and answers as any path that is not.
    ///
    /// Without [`HardDelete`](Action::HardDelete), [`IncludeDeleted`](Action::IncludeDeleted) or
    /// [`OnlyDeleted`](Action::OnlyDeleted) the route stays, and whoever asks for them is refused.
    #[must_use]
    pub fn without(mut self, actions: impl IntoIterator<Item = Action>) -> Self {
        self.without.extend(actions);
        self
    }

    /// With routes of the app's own under the resource's path. [`Scoped`](super::Scoped) gives their handlers the
    /// rows of the request's tenant. Each request to them needs the permission [`Action::Custom`].
    ///
    /// ```
    /// use axum::{Json, Router, routing::get};
    /// use fin_infra_core::http::{Problem, Resources, Scoped};
    /// use fin_infra_core::prelude::*;
    ///
    /// #[derive(FinResource)]
    /// #[fin(tenant)]
    /// pub struct Goal {
    ///     pub target: Decimal,
    /// }
    ///
    /// async fn sum(goals: Scoped<Goal>) -> Result<Json<Decimal>, Problem> {
    ///     let all = goals.repository.list(&goals.db, GoalQuery::new().page_size(1_000)).await?;
    ///     Ok(Json(all.iter().map(|goal| goal.target).sum()))
    /// }
    ///
    /// let resources = Resources::new(Db::memory())
    ///     .add_with::<Goal>(|goals| goals.routes(Router::new().route("/sum", get(sum))));
    /// # drop(resources);
    /// ```
    #[must_use]
    pub fn routes(mut self, routes: Router) -> Self {
        self.routes = self.routes.merge(routes);
        self
    }

    /// Whether an action is left in.
    pub(super) fn offers(&self, action: Action) -> bool {
        !self.without.contains(&action)
    }
}
