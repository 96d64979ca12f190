//! The options of one resource.

mod children;

use std::collections::BTreeSet;
use std::marker::PhantomData;

use axum::routing::MethodRouter;
use fin_infra_core::Adjustable;
use utoipa::openapi::OpenApi;

use super::field::Shown;
use super::rows::ChildrenOf;
use super::{Action, HttpResource};

/// The options of a resource, for [`Resources::add_with`](super::Resources::add_with).
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
pub struct ResourceOptions<R: HttpResource> {
    pub(super) path: String,
    pub(super) without: BTreeSet<Action>,
    pub(super) routes: Vec<(String, MethodRouter)>,
    pub(super) document: Option<OpenApi>,
    /// Whether requests may select fields.
    pub(super) selectable: bool,
    /// The relations to the children that requests may create together with a row.
    pub(super) children: Vec<Box<dyn ChildrenOf<R>>>,
    resource: PhantomData<fn(R)>,
}

impl<R: HttpResource> ResourceOptions<R> {
    pub(super) fn new() -> Self {
        Self {
            path: R::PATH.to_owned(),
            without: BTreeSet::from([Action::Adjust]),
            routes: Vec::new(),
            document: None,
            selectable: false,
            children: Vec::new(),
            resource: PhantomData,
        }
    }

    /// Changes the path. It begins with a slash and does not end with one.
    #[must_use]
    pub fn at(mut self, path: impl Into<String>) -> Self {
        self.path = path.into();
        self
    }

    /// Leaves out the actions that change rows: create, update, adjust, delete and restore.
    #[must_use]
    pub fn read_only(self) -> Self {
        self.without(Action::WRITES.iter().copied())
    }

    /// Leaves out actions. A route without remaining actions does not exist, like any unknown path.
    ///
    /// Without [`HardDelete`](Action::HardDelete), [`IncludeDeleted`](Action::IncludeDeleted) or
    /// [`OnlyDeleted`](Action::OnlyDeleted), the route stays, and requests for these actions are rejected.
    #[must_use]
    pub fn without(mut self, actions: impl IntoIterator<Item = Action>) -> Self {
        self.without.extend(actions);
        self
    }

    /// Exposes `POST /accounts/{id}/adjust`, which adds amounts to columns of a row: see
    /// [`Repository::adjust`](fin_infra_core::Repository::adjust). Its action is [`Action::Adjust`].
    ///
    /// A request may have an `Idempotency-Key`, so that a repeated one is not added twice, and `If-Match`.
    ///
    /// ```
    /// use fin_infra::http::Resources;
    /// use fin_infra::prelude::*;
    ///
    /// #[derive(FinResource)]
    /// #[fin(tenant, check(balance >= 0))]
    /// pub struct Account {
    ///     #[fin(adjust, readonly, default)]
    ///     pub balance: Decimal,
    /// }
    ///
    /// let resources = Resources::new(Db::memory()).add_with::<Account>(|accounts| accounts.adjustable());
    /// # drop(resources);
    /// ```
    #[must_use]
    pub fn adjustable(mut self) -> Self
    where
        R: Adjustable,
    {
        self.without.remove(&Action::Adjust);
        self
    }

    /// Lets requests select the fields of rows, so that a large text or JSON does not travel:
    /// `GET /contracts?fields=title,value`, and likewise for a search and for a single row. Only these columns are read, and
    /// the response has these fields and the id.
    ///
    /// It is an option because of the clients: in the OpenAPI document, every field of a row that such a request returns,
    /// apart from the id, is one that may be absent.
    ///
    /// ```
    /// use fin_infra::http::Resources;
    /// use fin_infra::prelude::*;
    ///
    /// #[derive(FinResource)]
    /// #[fin(tenant)]
    /// pub struct Contract {
    ///     pub title: String,
    ///     pub value: Decimal,
    ///     #[fin(length(max = 1_000_000))]
    ///     pub text: String,
    /// }
    ///
    /// let resources = Resources::new(Db::memory()).add_with::<Contract>(|contracts| contracts.selectable());
    /// # drop(resources);
    /// ```
    ///
    /// # Panics
    ///
    /// If the Read type has attributes of serde, as in `read(attr(serde(..)))`: only the whole row is known in that form.
    #[must_use]
    pub fn selectable(mut self) -> Self {
        assert!(
            R::FIELDS.iter().all(|field| !matches!(field.shown, Shown::InRow)),
            "the fields of {} cannot be selected: remove the attributes of serde from its Read type",
            R::NAME
        );
        self.selectable = true;
        self
    }

    /// Adds a custom route under the path of the resource, with and without a trailing slash.
    /// [`Scoped`](super::Scoped) gives its handlers the rows of the request's tenant.
    ///
    /// It is an endpoint like the others. A request needs a tenant if the resource has tenants (401), and the permission
    /// [`Action::Custom`] (403), before the handler runs. The span and the log line name the resource and the route. The
    /// response has `Cache-Control: private, no-cache` unless the handler sets the header, and rejections of axum's
    /// extractors become the problem documents of the other routes.
    /// [`document`](Self::document) describes it in the OpenAPI document.
    ///
    /// Read a sum of money in one statement, since others may move amounts between two statements.
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
    /// When the resource is added, if the path does not begin with a slash or the route already exists.
    #[must_use]
    pub fn route(mut self, path: &str, methods: MethodRouter) -> Self {
        self.routes.push((path.to_owned(), methods));
        self
    }

    /// Describes the custom routes in the OpenAPI document, with what utoipa derives from their handlers or what the app
    /// builds itself. Paths are relative to the path of the resource.
    ///
    /// The defaults of an operation are the tag of the resource, its name or path as its summary, the security of the other
    /// operations, and the responses that every route can give (401, 403, 500, 503). Schemas whose name is taken are left
    /// out.
    ///
    /// utoipa assumes `text/plain` for a body of a plain type (`String`, a number, a `bool`): declare
    /// `content_type = "application/json"` for a handler that returns `Json`.
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
    /// struct CustomRoutes;
    ///
    /// let resources = Resources::new(Db::memory()).add_with::<Goal>(|goals| {
    ///     goals.route("/count", get(count)).document(CustomRoutes::openapi())
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

    /// Whether an action is not left out.
    pub(super) fn exposes(&self, action: Action) -> bool {
        !self.without.contains(&action)
    }
}
