//! The resources of an API, and the options of the API as a whole.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::routing::get;
use fin_infra_core::internal::Relation;
use fin_infra_core::schema::{self, Definition};
use fin_infra_core::{Db, Result};
use utoipa::openapi::Info;
use utoipa::openapi::security::SecurityScheme;

use super::api::Api;
use super::body_memory::BodyMemory;
use super::endpoint::Checked;
use super::openapi::{Document, ExposedResource};
use super::options::ResourceOptions;
use super::page_memory::PageMemory;
use super::permission::Permissions;
use super::relations::{RelatedResource, creatable};
use super::routes::Routes;
use super::tenant::TenantResolver;
use super::{HttpResource, custom_routes, health, layers, openapi, problem, warnings};

/// A REST API: add resources, and turn it into a [`Router`].
///
/// ```
/// use fin_infra::http::Resources;
/// use fin_infra::prelude::*;
///
/// /// Something to save for.
/// #[derive(FinResource)]
/// #[fin(tenant, soft_delete, search = "name")]
/// pub struct Goal {
///     /// What it is called.
///     #[fin(order, filter)]
///     pub name: String,
/// }
///
/// let router: axum::Router = Resources::new(Db::memory()).add::<Goal>().into_router();
/// # drop(router);
/// ```
///
/// The router can be merged into another one and nested under a path. Layers that the app adds around it (authentication,
/// rate limits, CORS) see each request first. It also serves `/openapi.json`, `/docs`, `/health/live` and `/health/ready`.
///
/// [`tenant`](Self::tenant) resolves the tenant of a request, and [`permissions`](Self::permissions) grants its actions.
pub struct Resources {
    api: Api,
    router: Router<Arc<Api>>,
    exposed: Vec<ExposedResource>,
    document: Document,
    docs: bool,
    health: bool,
}

impl Resources {
    /// An API without resources, for a database.
    #[must_use]
    pub fn new(db: Db) -> Self {
        let api = Api::new(db);
        let document = Document::default();
        Self { api, router: Router::new(), exposed: Vec::new(), document, docs: true, health: true }
    }

    /// Adds a resource at its default path, with all actions that its struct allows.
    ///
    /// # Panics
    ///
    /// If another resource has the same path.
    #[must_use]
    pub fn add<R: HttpResource>(self) -> Self {
        self.add_with::<R>(|options| options)
    }

    /// Adds a resource with options: see [`ResourceOptions`].
    ///
    /// # Panics
    ///
    /// If another resource has the same path, or if the path is invalid.
    #[must_use]
    pub fn add_with<R: HttpResource>(
        mut self,
        options: impl FnOnce(ResourceOptions<R>) -> ResourceOptions<R>,
    ) -> Self {
        let (router, actions, children, options) = Routes::of(options(ResourceOptions::new())).finish();
        let own = custom_routes::router(Checked::of::<R>(), &options.path, options.routes);
        self.router = self.router.merge(router).merge(own);
        self.api.related.push(RelatedResource::of::<R>(&options.without, actions.clone()));
        let exposed = ExposedResource::of::<R>(options.path, &options.without, actions);
        let exposed = exposed.selectable(options.selectable).creates(children);
        self.exposed.push(exposed.documented(options.document));
        self
    }

    /// Installs the resolver of tenants, and replaces an earlier one. The default is
    /// [`ExtensionTenant`](super::ExtensionTenant), with a warning in the log when the router is built.
    #[must_use]
    pub fn tenant(mut self, resolver: impl TenantResolver) -> Self {
        self.api.tenant = Box::new(resolver);
        self.api.tenant_is_chosen = true;
        self
    }

    /// Installs [`Permissions`]. Without any, privileged actions are rejected, and resources without tenants are read-only.
    /// Calling it again narrows what is granted: all installed permissions have to grant an action.
    #[must_use]
    pub fn permissions(mut self, permissions: impl Permissions) -> Self {
        self.api.permissions.push(Box::new(permissions));
        self
    }

    /// Accepts the header `Idempotency-Key` on requests that create a row, and stores keys for this long. A repeated request
    /// gets the row that the first one created. A day is usual.
    ///
    /// The keys need a table in the app's database, which `idempotency_keys!` adds to the migrations. Without this option, a
    /// request with the header is rejected.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use fin_infra::http::Resources;
    /// use fin_infra::prelude::*;
    ///
    /// let resources = Resources::new(Db::memory()).idempotency_keys(Duration::from_secs(24 * 60 * 60));
    /// # drop(resources);
    /// ```
    #[must_use]
    pub fn idempotency_keys(mut self, lifetime: Duration) -> Self {
        self.api.idempotency = Some(lifetime);
        self
    }

    /// The maximum size of a body in bytes, also on custom routes. 1 MiB by default.
    #[must_use]
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.api.body_limit = bytes;
        self
    }

    /// The maximum duration of a request, including its body, after which it is dropped. 30 seconds by default.
    #[must_use]
    pub fn time_limit(mut self, limit: Duration) -> Self {
        self.api.time_limit = limit;
        self
    }

    /// The maximum size of a page in bytes. A request for a larger page is rejected, with the advice to request fewer rows.
    /// 8 MiB by default.
    #[must_use]
    pub fn page_limit(mut self, bytes: usize) -> Self {
        self.api.page_limit = bytes;
        self
    }

    /// The maximum memory, in bytes, of the pages and single rows that clients have requested and not read yet. Requests beyond
    /// it get 503. Responses of up to 64 KiB and responses to changes are not counted. 128 MiB by default.
    ///
    /// The bodies of requests may use the same amount again, until the response is sent, also on custom routes. The first
    /// 64 KiB of each body are not counted. A body that does not fit gets 503.
    ///
    /// Building a page takes memory, too. Lists therefore wait until there are 192 KiB for each of their rows, out of the same
    /// amount once more: one half for pages of up to 20 rows, and one half for longer ones. The wait counts towards
    /// [`time_limit`](Self::time_limit). With the defaults, and 60 clients that request pages of 7 MiB and do not read them, a
    /// process on Linux was measured at 222 MiB.
    #[must_use]
    pub fn page_memory(mut self, bytes: usize) -> Self {
        self.api.page_memory = PageMemory::new(bytes);
        self.api.body_memory = BodyMemory::new(bytes);
        self
    }

    /// Sets the title and the version of the app in the OpenAPI document.
    #[must_use]
    pub fn about(mut self, title: impl Into<String>, version: impl Into<String>) -> Self {
        self.document.info.title = title.into();
        self.document.info.version = version.into();
        self
    }

    /// Sets the metadata of the OpenAPI document: title, version, description, contact, licence and terms. It replaces
    /// [`about`](Self::about).
    ///
    /// ```
    /// use fin_infra::http::Resources;
    /// use fin_infra::prelude::*;
    /// use utoipa::openapi::{ContactBuilder, InfoBuilder};
    ///
    /// let contact = ContactBuilder::new().name(Some("Budgets")).email(Some("api@budgets.example")).build();
    /// let info = InfoBuilder::new().title("Budgets").version("1.4.0").contact(Some(contact)).build();
    /// let resources = Resources::new(Db::memory()).info(info);
    /// # drop(resources);
    /// ```
    #[must_use]
    pub fn info(mut self, info: Info) -> Self {
        self.document.info = info;
        self
    }

    /// Describes the app's authentication in the OpenAPI document. It does not check requests.
    ///
    /// ```
    /// use fin_infra::http::Resources;
    /// use fin_infra::prelude::*;
    /// use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
    ///
    /// let bearer = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
    /// let resources = Resources::new(Db::memory()).security("session", bearer);
    /// # drop(resources);
    /// ```
    #[must_use]
    pub fn security(mut self, name: impl Into<String>, scheme: SecurityScheme) -> Self {
        self.document.security.push((name.into(), scheme));
        self
    }

    /// Adds a readiness check, which gets the database and the tables of the exposed resources. `/health/ready` runs it on each
    /// request, within [`time_limit`](Self::time_limit), and its error is logged.
    ///
    /// `schema::check` compares the tables with the structs:
    ///
    /// ```
    /// use fin_infra::http::Resources;
    /// use fin_infra::prelude::*;
    ///
    /// # #[cfg(feature = "schema")]
    /// let resources = Resources::new(Db::memory()).ready_if(schema::check);
    /// # #[cfg(not(feature = "schema"))]
    /// # let resources = Resources::new(Db::memory()).ready_if(async |_, _| Ok(()));
    /// # drop(resources);
    /// ```
    #[must_use]
    pub fn ready_if<C, F>(mut self, check: C) -> Self
    where
        C: Fn(Db, Vec<Definition>) -> F + Send + Sync + 'static,
        F: Future<Output = Result<()>> + Send + 'static,
    {
        self.api.readiness.push(Box::new(move |db, tables| Box::pin(check(db, tables))));
        self
    }

    /// Leaves out `/openapi.json` and `/docs`.
    #[must_use]
    pub fn without_docs(mut self) -> Self {
        self.docs = false;
        self
    }

    /// Leaves out `/health/live` and `/health/ready`.
    #[must_use]
    pub fn without_health(mut self) -> Self {
        self.health = false;
        self
    }

    /// The OpenAPI document that is served at `/openapi.json`.
    #[must_use]
    pub fn openapi(&self) -> utoipa::openapi::OpenApi {
        openapi::document(&self.document, &self.exposed, &self.api, self.health)
    }

    fn tables(&self) -> Vec<Definition> {
        let keys = self.api.idempotency.map(|_| schema::of::<super::IdempotencyKey>());
        self.exposed.iter().map(|exposed| exposed.definition).chain(keys).collect()
    }

    /// Builds the router. Missing configuration is logged as a warning.
    ///
    /// # Panics
    ///
    /// If no resource creates the children of a [`create_with`](ResourceOptions::create_with).
    pub fn into_router(mut self) -> Router {
        self.exposed.iter().for_each(|exposed| check_children(exposed, &self.api));
        warnings::log(&self.api, &self.exposed);
        self.api.tables = self.tables();
        let document = self.docs.then(|| self.openapi());
        let api = Arc::new(self.api);
        let mut router = self.router;
        if self.health {
            router =
                router.route("/health/live", get(health::live)).route("/health/ready", get(health::ready));
        }
        if let Some(document) = document {
            router = router.merge(openapi::routes(&document));
        }
        let router = router.method_not_allowed_fallback(problem::method_not_allowed);
        layers::apply_layers(router, &api).with_state(api)
    }
}

/// Checks that the children that a resource creates together with its rows can be created alone.
fn check_children(parent: &ExposedResource, api: &Api) {
    for Relation { name, table, .. } in &parent.children {
        assert!(
            creatable(&api.related, table).is_some(),
            "{}: `create_with` of `{name}`: no route creates {}: add the resource, with its action `create`",
            parent.name,
            table.name
        );
    }
}
