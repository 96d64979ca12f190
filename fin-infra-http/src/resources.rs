//! The resources of an API, and what holds for all of them.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::routing::get;
use fin_infra_core::schema::{self, Definition};
use fin_infra_core::{Db, Result};
use utoipa::openapi::Info;
use utoipa::openapi::security::SecurityScheme;

use super::api::Api;
use super::body_memory::BodyMemory;
use super::openapi::{Document, ExposedResource};
use super::options::ResourceOptions;
use super::page_memory::PageMemory;
use super::permission::Permissions;
use super::routes::Routes;
use super::tenant::TenantResolver;
use super::{HttpResource, custom_routes, health, layers, openapi, problem, warnings};

/// A REST API over resources: add them, and make a [`Router`] of it.
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
/// The router merges into any other and can be nested under a path. A layer of the app's own around it (authentication,
/// rate limits, CORS) sees each request first. It answers `/openapi.json`, `/docs`, `/health/live` and `/health/ready`
/// as well.
///
/// Whose rows a request is about comes from [`tenant`](Self::tenant), and who may do what from
/// [`permissions`](Self::permissions).
pub struct Resources {
    api: Api,
    router: Router<Arc<Api>>,
    exposed: Vec<ExposedResource>,
    document: Document,
    docs: bool,
    health: bool,
}

impl Resources {
    /// No resource yet, in this database.
    #[must_use]
    pub fn new(db: Db) -> Self {
        let api = Api::new(db);
        let document = Document::default();
        Self { api, router: Router::new(), exposed: Vec::new(), document, docs: true, health: true }
    }

    /// Offers a resource at its own path, with everything that its struct allows.
    ///
    /// # Panics
    ///
    /// If another resource has the same path.
    #[must_use]
    pub fn add<R: HttpResource>(self) -> Self {
        self.add_with::<R>(|options| options)
    }

    /// Offers a resource otherwise: see [`ResourceOptions`].
    ///
    /// # Panics
    ///
    /// If another resource has the same path, or if the path is none.
    #[must_use]
    pub fn add_with<R: HttpResource>(
        mut self,
        options: impl FnOnce(ResourceOptions<R>) -> ResourceOptions<R>,
    ) -> Self {
        let (router, actions, options) = Routes::of(options(ResourceOptions::new())).finish();
        let own = custom_routes::router::<R>(&options.path, options.routes);
        self.router = self.router.merge(router).merge(own);
        let exposed = ExposedResource::of::<R>(options.path, &options.without, actions);
        self.exposed.push(exposed.documented(options.document));
        self
    }

    /// Whose rows a request is about. Without it, that is [`ExtensionTenant`](super::ExtensionTenant), and a warning is logged when the router is
    /// made. It replaces an earlier resolver.
    #[must_use]
    pub fn tenant(mut self, resolver: impl TenantResolver) -> Self {
        self.api.tenant = Box::new(resolver);
        self.api.tenant_is_chosen = true;
        self
    }

    /// Who may do what: see [`Permissions`]. Without it, what is privileged is refused, and so is everything but reading
    /// for resources without tenants. Called again, it narrows that: an action has to be granted by each of them.
    #[must_use]
    pub fn permissions(mut self, permissions: impl Permissions) -> Self {
        self.api.permissions.push(Box::new(permissions));
        self
    }

    /// Keeps the `Idempotency-Key` of every request to create for this long, and answers the same request again as it was
    /// answered first. A day is usual.
    ///
    /// The keys are one more table of the app's own: `idempotency_keys!` adds it to its
    /// migrations. Without this, a request with the header is refused.
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

    /// How many bytes a body has at most, also on routes of the app's own. It is one mebibyte at first.
    #[must_use]
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.api.body_limit = bytes;
        self
    }

    /// How long a request takes at most, its body included; it is given up then. It is 30 seconds at first.
    #[must_use]
    pub fn time_limit(mut self, limit: Duration) -> Self {
        self.api.time_limit = limit;
        self
    }

    /// How many bytes a page of a list has at most; a request that asks for more is refused, and told to ask for fewer
    /// rows. It is 8 mebibytes at first.
    #[must_use]
    pub fn page_limit(mut self, bytes: usize) -> Self {
        self.api.page_limit = bytes;
        self
    }

    /// How many bytes of pages, and of single rows that were asked for, there are at once that clients have not read yet.
    /// Further ones are answered 503 then; those of up to 64 kibibytes are not counted, and neither are the answers to
    /// requests that change a row. It is 128 mebibytes at first.
    ///
    /// The bodies of requests may take as many bytes again, of each what is beyond its first 64 kibibytes, until the answer
    /// is sent, also on routes of the app's own. A body for which there is no room is answered 503.
    ///
    /// Making a page takes memory, too. So lists wait for each other until there is room for 192 kibibytes a row, in as many
    /// bytes again: half of them for pages of up to 20 rows, half for longer ones. That wait counts towards
    /// [`time_limit`](Self::time_limit). With the defaults and pages of 7 mebibytes that 60 clients ask for and do not read, a
    /// process on Linux was measured at 222 mebibytes.
    #[must_use]
    pub fn page_memory(mut self, bytes: usize) -> Self {
        self.api.page_memory = PageMemory::new(bytes);
        self.api.body_memory = BodyMemory::new(bytes);
        self
    }

    /// The title and the version of the app, for the OpenAPI document.
    #[must_use]
    pub fn about(mut self, title: impl Into<String>, version: impl Into<String>) -> Self {
        self.document.info.title = title.into();
        self.document.info.version = version.into();
        self
    }

    /// All that the OpenAPI document says of the app as a whole: title and version, and also description, contact,
    /// licence and terms. It replaces what [`about`](Self::about) said.
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

    /// What the app's own authentication wants of each request, for the OpenAPI document. It checks nothing.
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

    /// Ready only if a further check passes, which is given the database and the tables of the resources that are exposed.
    /// `/health/ready` runs it on each request, within [`time_limit`](Self::time_limit); what it fails with is logged.
    ///
    /// `schema::check` looks whether the tables are as the structs describe them:
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

    /// Without `/openapi.json` and `/docs`.
    #[must_use]
    pub fn without_docs(mut self) -> Self {
        self.docs = false;
        self
    }

    /// Without `/health/live` and `/health/ready`.
    #[must_use]
    pub fn without_health(mut self) -> Self {
        self.health = false;
        self
    }

    /// The OpenAPI document, as it is answered at `/openapi.json`.
    #[must_use]
    pub fn openapi(&self) -> utoipa::openapi::OpenApi {
        openapi::document(&self.document, &self.exposed, &self.api, self.health)
    }

    fn tables(&self) -> Vec<Definition> {
        let keys = self.api.idempotency.map(|_| schema::of::<super::IdempotencyKey>());
        self.exposed.iter().map(|exposed| exposed.definition).chain(keys).collect()
    }

    /// The router. What nobody meant, and what nobody would notice before the first request, is logged as a warning.
    pub fn into_router(mut self) -> Router {
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
