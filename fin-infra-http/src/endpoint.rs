//! How every request is answered: whose rows, whether it is allowed, and only then what is done.
//!
//! No handler sees a tenant or the permissions. It gets a [`RequestContext`], which exists once both have been asked, with a
//! repository that holds the tenant.

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

use super::api::Api;
use super::parameters::Parameters;
use super::permission::Denied;
use super::problem::{Kind, Problem};
use super::{Action, HttpResource, headers, trace};

/// The name of the id in a path.
pub(super) const ID: &str = "id";

/// What a handler gives.
pub(super) type HandlerFuture = Pin<Box<dyn Future<Output = Result<Response, Problem>> + Send>>;

/// A request whose tenant is known and which is allowed.
pub(super) struct RequestContext<R: HttpResource> {
    pub(super) api: Arc<Api>,
    /// The rows of the request's tenant.
    pub(super) repository: Repository<R>,
    /// The text that stands for the tenant, or nothing for a resource without tenants.
    pub(super) tenant: String,
    pub(super) parts: Parts,
    pub(super) parameters: Parameters,
    pub(super) body: Body,
}

impl<R: HttpResource> RequestContext<R> {
    /// The id in the path. What cannot be one is no row's.
    pub(super) async fn id(&mut self) -> Result<R::Id, Problem> {
        let parameters = RawPathParams::from_request_parts(&mut self.parts, &()).await;
        let parameters = parameters.map_err(|_| Problem::not_found())?;
        // A router around this one may have an id of its own; this one's is the last.
        let text = parameters.iter().filter(|(name, _)| *name == ID).last();
        text.and_then(|(_, text)| R::id_of(text)).ok_or_else(Problem::not_found)
    }

    /// Refuses every parameter that was not used.
    pub(super) fn no_more_parameters(&mut self, allowed: &[&str]) -> Result<(), Problem> {
        let parameters = std::mem::replace(&mut self.parameters, Parameters::of(None));
        parameters.finish(|| allowed.iter().map(|&name| name.to_owned()).collect())
    }
}

/// A method of a path: what a request does, by its parameters, and how.
pub(super) fn endpoint<R: HttpResource>(
    method: MethodFilter,
    actions: fn(&Parameters) -> Vec<Action>,
    handler: fn(RequestContext<R>) -> HandlerFuture,
    without: &BTreeSet<Action>,
) -> MethodRouter<Arc<Api>> {
    let without = Arc::new(without.clone());
    on(method, move |State(api): State<Arc<Api>>, request: Request| {
        respond::<R>(api, without, actions, handler, request)
    })
}

/// Adds a route, with and without a slash at its end. A wildcard takes the slash with the rest of the path.
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

/// Answers a request, whose span says what was asked of which resource.
async fn respond<R: HttpResource>(
    api: Arc<Api>,
    without: Arc<BTreeSet<Action>>,
    actions: fn(&Parameters) -> Vec<Action>,
    handler: fn(RequestContext<R>) -> HandlerFuture,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let parameters = Parameters::of(parts.uri.query());
    let actions = actions(&parameters);
    trace::about(R::TABLE.name, actions.first().copied());
    let answered = async move {
        let (repository, tenant) = scope::<R>(&api, &parts)?;
        for &action in &actions {
            check_granted::<R>(&api, &parts, action, &without)?;
        }
        if let Some(&action) = actions.first() {
            headers::check(&parts.headers, action)?;
        }
        handler(RequestContext { api, repository, tenant, parts, parameters, body }).await
    };
    answered.await.unwrap_or_else(Problem::into_response)
}

/// The rows of the request's tenant.
pub(super) fn scope<R: HttpResource>(api: &Api, parts: &Parts) -> Result<(Repository<R>, String), Problem> {
    let text = match R::TABLE.tenant {
        Some(_) => api.tenant.tenant(parts).ok_or_else(|| api.tenant.rejection().problem())?,
        None => String::new(),
    };
    let (tenant, text) = R::tenant_of(&text)
        .filter(|(_, text)| is_tenant::<R>(text))
        .ok_or_else(|| api.tenant.rejection().problem())?;
    Ok((Repository::of(tenant), text))
}

/// What every handler needs, for a route of the app's own that is among those of the resources.
pub(super) fn api_of(parts: &Parts) -> Result<Arc<Api>, Problem> {
    parts.extensions.get::<Arc<Api>>().cloned().ok_or_else(|| {
        tracing::error!(
            "a route of the app's own is not part of the resources: add it with `ResourceOptions::route`"
        );
        Problem::new(Kind::Internal, "the request was not done; it is logged")
    })
}

/// Whether a text can be a tenant's: nobody is not a tenant, and neither is what its column cannot hold.
fn is_tenant<R: HttpResource>(text: &str) -> bool {
    let Some(ordinal) = R::TABLE.tenant else { return true };
    let longest = R::TABLE.columns[ordinal].limits.length.map_or(usize::MAX, |length| length as usize);
    !text.is_empty() && !text.contains('\0') && text.chars().count() <= longest
}

/// Refuses an action that is not granted, or that is left out.
pub(super) fn check_granted<R: HttpResource>(
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
