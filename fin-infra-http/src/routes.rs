//! The routes of a resource that its struct and the options do not leave out.

use std::sync::Arc;

use axum::Router;
use axum::routing::{MethodFilter, MethodRouter};
use fin_infra_core::internal::Relation;
use fin_infra_core::{Adjustable, Creatable, Deletable, Searchable, SoftDelete, Updatable};

use super::api::Api;
use super::endpoint::{Checked, Extras, HandlerFuture, ID, RequestContext, endpoint, with_and_without_slash};
use super::input::FromBody;
use super::options::ResourceOptions;
use super::parameters::Parameters;
use super::resource::Expose;
use super::rows::{ParentRows, ParentRowsOf};
use super::{Action, HttpResource, handlers};

/// The routes of a resource.
pub(super) struct Routes<R: HttpResource> {
    options: ResourceOptions<R>,
    router: Router<Arc<Api>>,
    actions: Vec<Action>,
    /// The rows that requests may create together with their children.
    parents: Option<Arc<dyn ParentRows>>,
}

impl<R: HttpResource> Routes<R> {
    pub(super) fn of(options: ResourceOptions<R>) -> Self {
        R::routes(Self { options, router: Router::new(), actions: Vec::new(), parents: None })
    }

    /// Adds a route with and without a trailing slash, unless it is left out.
    fn expose(
        mut self,
        action: Action,
        path: &str,
        method: MethodFilter,
        actions: fn(&Parameters) -> Vec<Action>,
        handler: fn(RequestContext) -> HandlerFuture,
    ) -> Self {
        if !self.options.exposes(action) {
            return self;
        }
        let path = format!("{}{}", self.options.path, path.replace("{id}", &format!("{{{ID}}}")));
        let extras = Extras { selectable: self.options.selectable, parents: self.parents.clone() };
        let methods: MethodRouter<Arc<Api>> =
            endpoint((Checked::of::<R>(), extras), method, actions, handler, &self.options.without);
        self.router = with_and_without_slash(self.router, &path, methods);
        self.actions.push(action);
        self
    }

    /// The router, its actions, the relations to children that are created together with a row, and the options.
    pub(super) fn finish(self) -> (Router<Arc<Api>>, Vec<Action>, Vec<Relation>, ResourceOptions<R>) {
        let relations = self.parents.map(|parents| parents.relations()).unwrap_or_default();
        assert!(
            relations.is_empty() || self.actions.contains(&Action::Create),
            "{}: `create_with` has no effect, because the action `create` is left out",
            R::NAME
        );
        (self.router, self.actions, relations, self.options)
    }
}

impl<R: HttpResource> Expose<R> for Routes<R> {
    fn readable(self) -> Self {
        self.expose(Action::List, "", MethodFilter::GET, listing, handlers::list::<R>).expose(
            Action::Get,
            "/{id}",
            MethodFilter::GET,
            |_| vec![Action::Get],
            handlers::get::<R>,
        )
    }

    fn searchable(self) -> Self
    where
        R: Searchable,
    {
        self.expose(Action::Search, "/search", MethodFilter::GET, searching, handlers::search::<R>)
    }

    fn aggregatable(self) -> Self {
        let handler = handlers::aggregate::<R>;
        self.expose(Action::Aggregate, "/aggregate", MethodFilter::GET, aggregating, handler)
    }

    fn creatable(mut self) -> Self
    where
        R: Creatable<Create: for<'de> FromBody<'de>>,
    {
        let children = std::mem::take(&mut self.options.children);
        if !children.is_empty() {
            self.parents = Some(Arc::new(ParentRowsOf(children)));
        }
        self.expose(Action::Create, "", MethodFilter::POST, |_| vec![Action::Create], handlers::create::<R>)
    }

    fn updatable(self) -> Self
    where
        R: Updatable<Update: for<'de> FromBody<'de>>,
    {
        self.expose(
            Action::Update,
            "/{id}",
            MethodFilter::PATCH,
            |_| vec![Action::Update],
            handlers::update::<R>,
        )
    }

    fn adjustable(self) -> Self
    where
        R: Adjustable<Adjust: for<'de> FromBody<'de>>,
    {
        let adjusting = |_: &Parameters| vec![Action::Adjust];
        self.expose(Action::Adjust, "/{id}/adjust", MethodFilter::POST, adjusting, handlers::adjust::<R>)
    }

    fn deletable(self) -> Self
    where
        R: Deletable,
    {
        self.expose(Action::Delete, "/{id}", MethodFilter::DELETE, deleting, handlers::delete::<R>)
    }

    fn restorable(self) -> Self
    where
        R: SoftDelete,
    {
        let restoring = |_: &Parameters| vec![Action::Restore];
        self.expose(Action::Restore, "/{id}/restore", MethodFilter::POST, restoring, handlers::restore::<R>)
    }
}

fn listing(parameters: &Parameters) -> Vec<Action> {
    let action = if parameters.has_name("q") { Action::Search } else { Action::List };
    std::iter::once(action).chain(deleted(parameters)).collect()
}

fn searching(parameters: &Parameters) -> Vec<Action> {
    std::iter::once(Action::Search).chain(deleted(parameters)).collect()
}

fn aggregating(parameters: &Parameters) -> Vec<Action> {
    let search = parameters.has_name("q").then_some(Action::Search);
    std::iter::once(Action::Aggregate).chain(search).collect()
}

fn deleting(parameters: &Parameters) -> Vec<Action> {
    vec![if parameters.has("hard", "true") { Action::HardDelete } else { Action::Delete }]
}

/// The further actions of a list that includes deleted rows.
fn deleted(parameters: &Parameters) -> impl Iterator<Item = Action> + use<> {
    let asked = [("include_deleted", Action::IncludeDeleted), ("only_deleted", Action::OnlyDeleted)];
    let asked: Vec<_> = asked.into_iter().filter(|(name, _)| parameters.has(name, "true")).collect();
    asked.into_iter().map(|(_, action)| action)
}
