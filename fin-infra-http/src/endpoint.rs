//! What every endpoint does: resolve the tenant, check the permissions, and then run the handler.
//!
//! A handler gets a [`RequestContext`], which exists only after both steps. It has the tenant, from which [`repository`]
//! creates the repository.

use std::collections::BTreeSet;
use std::pin::Pin;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{FromRequestParts as _, RawPathParams, Request, State};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, MethodRouter, on};
use fin_infra_core::Repository;
use fin_infra_core::schema::Table;

use super::api::Api;
use super::parameters::Parameters;
use super::permission::Denied;
use super::problem::{Kind, Problem};
use super::relations::RelatedResource;
use super::rows::{ParentRows, Rows};
use super::{Action, HttpResource, headers, trace};

/// The name of the id in a path.
pub(super) const ID: &str = "id";

/// The future of a handler.
pub(super) type HandlerFuture = Pin<Box<dyn Future<Output = Result<Response, Problem>> + Send>>;

/// What the checks of a request need to know about its resource.
#[derive(Clone, Copy)]
pub(super) struct Checked {
    pub(super) table: &'static Table,
    /// Returns the canonical text of a tenant.
    tenant_of: fn(&str) -> Option<String>,
}

/// What requests may do on a route beyond what its action says.
#[derive(Clone)]
pub(super) struct Extras {
    /// Whether they may select fields.
    pub(super) selectable: bool,
    /// The rows that they may create together with their children.
    pub(super) parents: Option<Arc<dyn ParentRows>>,
}

impl Checked {
    pub(super) fn of<R: HttpResource>() -> Self {
        let tenant_of = |text: &str| R::tenant_of(text).map(|(_, text)| text);
        Self { table: R::TABLE, tenant_of }
    }
}

/// A request whose tenant is resolved and whose actions are granted.
pub(super) struct RequestContext {
    pub(super) api: Arc<Api>,
    /// The canonical text of the tenant; empty for a resource without tenants.
    pub(super) tenant: String,
    pub(super) extras: Extras,
    pub(super) parts: Parts,
    pub(super) parameters: Parameters,
    pub(super) body: Body,
}

impl RequestContext {
    /// Reads the text of the id in the path.
    pub(super) async fn id(&mut self) -> Result<String, Problem> {
        let parameters = RawPathParams::from_request_parts(&mut self.parts, &()).await;
        let parameters = parameters.map_err(|_| Problem::not_found())?;
        // An outer router may have an `id` of its own; the last one is from this route.
        let text = parameters.iter().filter(|(name, _)| *name == ID).last();
        text.map(|(_, text)| text.to_owned()).ok_or_else(Problem::not_found)
    }

    /// Rejects every parameter that was not read. The error lists the allowed ones.
    pub(super) fn no_more_parameters(&mut self, allowed: &[&str]) -> Result<(), Problem> {
        let parameters = std::mem::replace(&mut self.parameters, Parameters::of(None));
        parameters.finish(|| allowed.iter().map(|&name| name.to_owned()).collect())
    }
}

/// Builds the route of one HTTP method. The parameters of a request determine its actions.
pub(super) fn endpoint(
    (checked, extras): (Checked, Extras),
    method: MethodFilter,
    actions: fn(&Parameters) -> Vec<Action>,
    handler: fn(RequestContext) -> HandlerFuture,
    without: &BTreeSet<Action>,
) -> MethodRouter<Arc<Api>> {
    let without = Arc::new(without.clone());
    on(method, move |State(api): State<Arc<Api>>, request: Request| {
        respond(api, (checked, extras), without, actions, handler, request)
    })
}

/// Adds a route with and without a trailing slash. A wildcard matches the slash itself.
pub(super) fn with_and_without_slash(
    router: Router<Arc<Api>>,
    path: &str,
    methods: MethodRouter<Arc<Api>>,
) -> Router<Arc<Api>> {
    if path.contains("{*") {
        return router.route(path, methods);
    }
    let path = path.trim_end_matches('/');
    router.route(&format!("{path}/"), methods.clone()).route(path, methods)
}

/// Responds to a request, and records its resource and its action in the span.
async fn respond(
    api: Arc<Api>,
    (checked, extras): (Checked, Extras),
    without: Arc<BTreeSet<Action>>,
    actions: fn(&Parameters) -> Vec<Action>,
    handler: fn(RequestContext) -> HandlerFuture,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let parameters = Parameters::of(parts.uri.query());
    let actions = actions(&parameters);
    trace::about(checked.table.name, actions.first().copied());
    let response = async move {
        let tenant = tenant(&api, &parts, checked)?;
        for &action in &actions {
            check_granted(&api, &parts, checked.table, action, &without)?;
        }
        if let Some(&action) = actions.first() {
            headers::check(&parts.headers, action)?;
        }
        handler(RequestContext { api, tenant, extras, parts, parameters, body }).await
    };
    response.await.unwrap_or_else(Problem::into_response)
}

/// The canonical text of the request's tenant; empty for a resource without tenants.
pub(super) fn tenant(api: &Api, parts: &Parts, checked: Checked) -> Result<String, Problem> {
    tenant_of(api, parts, checked.table, checked.tenant_of)
}

/// The canonical text of the request's tenant for a resource, which parses it; empty for a resource without tenants.
fn tenant_of(
    api: &Api,
    parts: &Parts,
    table: &Table,
    parse: fn(&str) -> Option<String>,
) -> Result<String, Problem> {
    let text = match table.tenant {
        Some(_) => api.tenant.tenant(parts).ok_or_else(|| api.tenant.rejection().problem())?,
        None => String::new(),
    };
    let text = parse(&text).filter(|text| is_tenant(table, text));
    text.ok_or_else(|| api.tenant.rejection().problem())
}

/// The rows of another resource for the request's tenant, after the permission for an action on them was checked.
pub(super) fn granted_rows(
    api: &Api,
    parts: &Parts,
    to: &RelatedResource,
    action: Action,
) -> Result<Box<dyn Rows>, Problem> {
    let tenant = tenant_of(api, parts, to.table, to.tenant_of)?;
    check_granted(api, parts, to.table, action, &to.without)?;
    (to.rows)(&tenant).ok_or_else(|| api.tenant.rejection().problem())
}

/// Returns the repository of the tenant whose canonical text [`tenant`] returned.
pub(super) fn repository<R: HttpResource>(api: &Api, tenant: &str) -> Result<Repository<R>, Problem> {
    let tenant = R::tenant_of(tenant).ok_or_else(|| api.tenant.rejection().problem())?;
    Ok(Repository::of(tenant.0))
}

/// The configuration, for a custom route that belongs to the resources.
pub(super) fn api_of(parts: &Parts) -> Result<Arc<Api>, Problem> {
    parts.extensions.get::<Arc<Api>>().cloned().ok_or_else(|| {
        tracing::error!("the route is not part of the resources: add it with `ResourceOptions::route`");
        Problem::new(Kind::Internal, "the request failed; the error is logged")
    })
}

/// Whether a text can be a tenant: it is not empty, and its column can store it.
fn is_tenant(table: &Table, text: &str) -> bool {
    let Some(ordinal) = table.tenant else { return true };
    let longest = table.columns[ordinal].limits.length.map_or(usize::MAX, |length| length as usize);
    !text.is_empty() && !text.contains('\0') && text.chars().count() <= longest
}

/// Rejects an action that is not granted or is left out.
pub(super) fn check_granted(
    api: &Api,
    parts: &Parts,
    table: &Table,
    action: Action,
    without: &BTreeSet<Action>,
) -> Result<(), Problem> {
    if api.permissions.is_empty() {
        check_without_permissions(parts, table, action)?;
    }
    for permissions in &api.permissions {
        permissions.authorize(parts, action, table.name).map_err(|Denied| forbidden(action))?;
    }
    if without.contains(&action) { Err(forbidden(action)) } else { Ok(()) }
}

/// Rejects actions that the app has to grant explicitly.
fn check_without_permissions(parts: &Parts, table: &Table, action: Action) -> Result<(), Problem> {
    let rule = match table.tenant {
        _ if action.is_privileged() => "a privileged action has to be granted",
        None if !action.reads(&parts.method) => "a resource without tenants is read-only",
        _ => return Ok(()),
    };
    // For the developer of the app: a client cannot fix it.
    tracing::info!(%action, rule, "no permissions are installed: grant the action with `Resources::permissions`");
    Err(forbidden(action))
}

/// The problem of an action that is not granted.
pub(super) fn forbidden(action: Action) -> Problem {
    Problem::new(Kind::Forbidden, format!("the action `{action}` is not permitted"))
}
