//! The OpenAPI document, and the page that shows it.
//!
//! The document is built from the metadata that also validates requests. `columns` and `types` have the schemas of values,
//! `parameters` and `headers` the parts of a request, `statuses` and `problems` the failures, and `operations` combines them.

mod aggregates;
mod bodies;
mod children;
mod columns;
mod custom_routes;
mod examples;
mod headers;
mod health;
mod included;
mod links;
mod money;
mod names;
mod operations;
mod page;
mod parameters;
mod problems;
mod properties;
mod prose;
mod schemas;
mod statuses;
mod types;

use std::collections::BTreeSet;

use fin_infra_core::internal::Relation;
use fin_infra_core::schema::Table;
use utoipa::openapi::path::{Paths, PathsBuilder};
use utoipa::openapi::security::{SecurityRequirement, SecurityScheme};
use utoipa::openapi::tag::TagBuilder;
use utoipa::openapi::{ComponentsBuilder, Info, OpenApi, OpenApiBuilder, Server};

use self::bodies::Bodies;
use self::children::Children;
use self::included::Included;
use self::names::Naming;
use self::operations::Source;
pub(super) use self::page::routes;
use self::schemas::Schemas;
use self::statuses::ResourceFacts;
use super::api::Api;
use super::computed::Output;
use super::field::Field;
use super::{Action, HttpResource};

/// The metadata of the app.
pub(super) struct Document {
    pub(super) info: Info,
    /// The security schemes of the app.
    pub(super) security: Vec<(String, SecurityScheme)>,
}

impl Default for Document {
    fn default() -> Self {
        Self { info: Info::new("REST API", "1.0.0"), security: Vec::new() }
    }
}

/// A resource with its options.
pub(super) struct ExposedResource {
    pub(super) name: &'static str,
    /// What its rows are, or nothing.
    pub(super) about: Option<String>,
    pub(super) path: String,
    pub(super) table: &'static Table,
    pub(super) fields: &'static [Field],
    /// What can be computed.
    outputs: Vec<Output>,
    /// The actions that have routes.
    pub(super) routes: Vec<Action>,
    /// The actions that are left out.
    pub(super) without: BTreeSet<Action>,
    /// Whether requests may select fields.
    pub(super) selectable: bool,
    /// The relations to the children that requests may create together with a row.
    pub(super) children: Vec<Relation>,
    /// The description of the custom routes.
    document: Option<OpenApi>,
    pub(super) definition: fin_infra_core::schema::Definition,
}

impl ExposedResource {
    pub(super) fn of<R: HttpResource>(path: String, without: &BTreeSet<Action>, routes: Vec<Action>) -> Self {
        Self {
            name: R::NAME,
            about: Some(prose::prose(R::ABOUT)).filter(|about| !about.is_empty()),
            path,
            table: R::TABLE,
            fields: R::FIELDS,
            outputs: R::AGGREGATES.iter().map(|computed| computed.output).collect(),
            routes,
            without: without.clone(),
            selectable: false,
            children: Vec::new(),
            document: None,
            definition: fin_infra_core::schema::of::<R>(),
        }
    }

    /// Requests may select fields.
    pub(super) fn selectable(mut self, selectable: bool) -> Self {
        self.selectable = selectable;
        self
    }

    /// Requests may create children of these relations together with a row.
    pub(super) fn creates(mut self, children: Vec<Relation>) -> Self {
        self.children = children;
        self
    }

    /// Adds the description of the custom routes.
    pub(super) fn documented(mut self, document: Option<OpenApi>) -> Self {
        self.document = document;
        self
    }

    /// Whether there is a route that changes rows.
    pub(super) fn writes(&self) -> bool {
        Action::WRITES.iter().any(|&action| self.has(action))
    }

    /// Whether there is a route for an action.
    fn has(&self, action: Action) -> bool {
        self.routes.contains(&action)
    }

    /// Whether an action that is a parameter of other operations is not left out.
    fn exposes(&self, action: Action) -> bool {
        !self.without.contains(&action)
    }
}

/// The name of the security scheme for the tenant.
const TENANT: &str = "tenant";

/// The default description of the API.
const DESCRIPTION: &str = "List, search, read, create, change and delete rows. Every error is a problem document \
                           ([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457)). Its `type` identifies the kind of problem, and \
                           its `errors` name the fields, parameters and headers at fault.";

/// The whole document.
pub(super) fn document(about: &Document, exposed: &[ExposedResource], api: &Api, health: bool) -> OpenApi {
    let mut paths = Paths::new();
    let has_own = exposed.iter().any(|exposed| exposed.document.is_some());
    let mut components = components(about, api, has_own).build();
    let mut tags = Vec::new();
    let naming = Naming::of_all(exposed);
    let all = (exposed, &*naming);
    let reserved = naming.iter().flat_map(Naming::schemas).chain(components.schemas.keys().cloned());
    let reserved = reserved.chain(children::names(all));
    let mut schemas = Schemas::new(reserved.collect());
    for (exposed, naming) in exposed.iter().zip(&naming) {
        let included = Included::of(exposed, api, all);
        let children = Children::of(exposed, naming, all, &mut schemas);
        let columns = columns::described_all(exposed, naming, &mut schemas);
        let bodies = Bodies::of(exposed, naming, (&columns, &included, &children), &mut schemas);
        let facts = ResourceFacts::of(exposed, api, !about.security.is_empty());
        let source = Source {
            exposed,
            naming,
            columns: &columns,
            included: &included,
            children: &children,
            schemas: &schemas,
            bodies: &bodies,
            facts,
        };
        let requirements = requirements(about, exposed, api);
        add_operations(&mut paths, &source, &requirements);
        if let Some(own) = &exposed.document {
            custom_routes::add(&mut paths, &mut components, &source, &requirements, own);
        }
        tags.push(TagBuilder::new().name(naming.read()).description(exposed.about.clone()).build());
    }
    components.schemas.extend(schemas.finish());
    if health {
        paths.merge(health::add_to(PathsBuilder::new()).build());
        let description = "Liveness and readiness of the process.";
        tags.push(TagBuilder::new().name(health::TAG).description(Some(description)).build());
    }
    problems::keep_used(&mut components, &paths);
    let mut info = about.info.clone();
    info.description.get_or_insert_with(|| DESCRIPTION.to_owned());
    // Relative to the document, so that it works if the router is nested.
    let server = Server::new(".");
    let document = OpenApiBuilder::new().info(info).servers(Some([server])).tags(Some(tags));
    document.paths(paths).components(Some(components)).build()
}

fn add_operations(paths: &mut Paths, source: &Source<'_>, requirements: &[SecurityRequirement]) {
    for action in &source.exposed.routes {
        let Some((path, method, mut operation)) = source.operation(*action) else { continue };
        operation.security = Some(requirements.to_vec());
        paths.add_path_operation(path, vec![method], operation);
    }
}

fn components(about: &Document, api: &Api, has_own: bool) -> ComponentsBuilder {
    let mut components = problems::add_to(ComponentsBuilder::new(), has_own);
    for (name, header) in headers::shared() {
        components = components.header(name, header);
    }
    for (name, scheme) in &about.security {
        components = components.security_scheme(name, scheme.clone());
    }
    match api.tenant.security() {
        Some(scheme) => components.security_scheme(TENANT, scheme),
        None => components,
    }
}

/// The security requirements of a resource: a request needs all schemes.
fn requirements(about: &Document, exposed: &ExposedResource, api: &Api) -> Vec<SecurityRequirement> {
    let none: [&str; 0] = [];
    let tenant = exposed.table.tenant.and_then(|_| api.tenant.security()).map(|_| TENANT);
    let names = about.security.iter().map(|(name, _)| name.as_str()).chain(tenant);
    let all = names.fold(None, |all: Option<SecurityRequirement>, name| {
        Some(all.map_or_else(|| SecurityRequirement::new(name, none), |all| all.add(name, none)))
    });
    all.into_iter().collect()
}
