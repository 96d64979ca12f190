//! What an app says of one resource.

use std::collections::BTreeSet;
use std::marker::PhantomData;

use axum::routing::MethodRouter;
use utoipa::openapi::OpenApi;

use super::{Action, HttpResource};

/// How a resource is offered: for [`Resources::add_with`](super::Resources::add_with).
///
/// ```
/// use fin_infra::http::{Action, Resources};
/// use fin_infra::prelude::*;
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
    pub(super) routes: Vec<(String, MethodRouter)>,
    pub(super) document: Option<OpenApi>,
    resource: PhantomData<fn(R)>,
}

impl<R: HttpResource> ResourceOptions<R> {
    pub(super) fn new() -> Self {
        Self {
            path: R::PATH.to_owned(),
            without: BTreeSet::new(),
            routes: Vec::new(),
            document: None,
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

    /// With a route of the app's own under the resource's path, with and without a slash at its end.
    /// [`Scoped`](super::Scoped) gives its handlers the rows of the request's tenant.
    ///
    /// It is an endpoint like the others. A request needs a tenant where the resource has tenants (401), and the
    /// permission [`Action::Custom`] (403), before a handler sees it. Its span and its log line name the resource and the
    /// route. The answer says `Cache-Control: private, no-cache` unless the handler says otherwise, and what axum's
    /// extractors refuse is answered with the problem documents of the other routes.
    /// [`document`](Self::document) describes it in the OpenAPI document.
    ///
    /// A sum of money is read in one statement, since between two of them others may move amounts.
    ///
    /// ```
    /// use axum::{Json, routing::get};
    /// use fin_infra::http::{Problem, Resources, Scoped};
    /// use fin_infra::prelude::*;
    ///
    /// #[derive(FinResource)]
    /// #[fin(tenant)]
    /// pub struct Goal {
    ///     pub target: Decimal,
    /// }
    ///
    /// /// The sum of all goals of the tenant.
    /// async fn sum(goals: Scoped<Goal>) -> Result<Json<Decimal>, Problem> {
    ///     let all = goals.repository.list(&goals.db, GoalQuery::new().page_size(10_000)).await?;
    ///     if all.next.is_some() {
    ///         return Err(Error::invalid("goals", "more than 10,000 are not added up").into());
    ///     }
    ///     Ok(Json(all.iter().map(|goal| goal.target).sum()))
    /// }
    ///
    /// let resources = Resources::new(Db::memory()).add_with::<Goal>(|goals| goals.route("/sum", get(sum)));
    /// # drop(resources);
    /// ```
    ///
    /// # Panics
    ///
    /// When it is added, if the path does not begin with a slash, or if there is such a route already.
    #[must_use]
    pub fn route(mut self, path: &str, methods: MethodRouter) -> Self {
        self.routes.push((path.to_owned(), methods));
        self
    }

    /// With a description of the app's own routes, for the OpenAPI document: what utoipa makes of their handlers, or what
    /// the app builds with its builders. Paths are relative to the resource's own.
    ///
    /// An operation without a tag gets the resource's, one without a summary its name or its path, one without security what
    /// the others of the resource ask for, and each the answers that every route can give (401, 403, 500, 503) unless it says
    /// something of them itself. Schemas whose name is taken are left out.
    ///
    /// utoipa takes a body of a plain type (`String`, a number, a `bool`) for `text/plain`: a handler that answers with `Json`
    /// says `content_type = "application/json"`.
    ///
    /// ```
    /// use axum::{Json, routing::get};
    /// use fin_infra::http::{Problem, Resources, Scoped};
    /// use fin_infra::prelude::*;
    /// use utoipa::OpenApi;
    ///
    /// #[derive(FinResource)]
    /// #[fin(tenant)]
    /// pub struct Goal {
    ///     pub name: String,
    /// }
    ///
    /// /// Count the goals
    /// #[utoipa::path(get, path = "/count", responses(
    ///     (status = 200, description = "How many.", body = u64, content_type = "application/json"),
    /// ))]
    /// async fn count(goals: Scoped<Goal>) -> Result<Json<u64>, Problem> {
    ///     Ok(Json(goals.repository.count(&goals.db, GoalQuery::new()).await?))
    /// }
    ///
    /// #[derive(OpenApi)]
    /// #[openapi(paths(count))]
    /// struct OwnRoutes;
    ///
    /// let resources = Resources::new(Db::memory()).add_with::<Goal>(|goals| {
    ///     goals.route("/count", get(count)).document(OwnRoutes::openapi())
    /// });
    /// assert!(resources.openapi().paths.paths.contains_key("/goals/count"));
    /// # let document = serde_json::to_value(resources.openapi()).unwrap();
    /// # let answer = &document["paths"]["/goals/count"]["get"]["responses"]["200"];
    /// # assert!(answer["content"]["application/json"].is_object(), "{answer}");
    /// ```
    #[must_use]
    pub fn document(mut self, routes: OpenApi) -> Self {
        match &mut self.document {
            Some(document) => document.merge(routes),
            None => self.document = Some(routes),
        }
        self
    }

    /// Whether an action is left in.
    pub(super) fn exposes(&self, action: Action) -> bool {
        !self.without.contains(&action)
    }
}
