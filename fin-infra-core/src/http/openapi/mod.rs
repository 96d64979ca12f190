//! The OpenAPI document, and the page that shows it.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::routing::get;
use axum::{Json, Router};
use utoipa::openapi::{Info, OpenApi, OpenApiBuilder, Paths};
use utoipa_swagger_ui::{Config, SwaggerUi};

use super::field::Field;
use super::resources::Api;
use super::{Action, HttpResource};
use crate::schema::Table;

/// What the document says of the app.
pub(super) struct Document {
    pub(super) title: String,
    pub(super) version: String,
}

impl Default for Document {
    fn default() -> Self {
        Self { title: "REST API".to_owned(), version: "1.0.0".to_owned() }
    }
}

/// A resource as it is offered.
pub(super) struct Offered {
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    pub(super) path: String,
    pub(super) table: &'static Table,
    pub(super) fields: &'static [Field],
    /// What there are routes for.
    pub(super) routes: Vec<Action>,
    /// What is left out.
    pub(super) without: BTreeSet<Action>,
    #[cfg(feature = "migrate")]
    pub(super) definition: crate::schema::Definition,
}

impl Offered {
    pub(super) fn of<R: HttpResource>(path: String, without: &BTreeSet<Action>, routes: Vec<Action>) -> Self {
        Self {
            name: R::NAME,
            about: R::ABOUT,
            path,
            table: R::TABLE,
            fields: R::FIELDS,
            routes,
            without: without.clone(),
            #[cfg(feature = "migrate")]
            definition: crate::schema::of::<R>(),
        }
    }
}

/// The whole document.
pub(super) fn document(about: &Document, _offered: &[Offered], _api: &Api, _health: bool) -> OpenApi {
    let info = Info::new(&about.title, &about.version);
    OpenApiBuilder::new().info(info).paths(Paths::new()).build()
}

/// The routes of the document and of the page.
pub(super) fn routes(document: OpenApi) -> Router<Arc<Api>> {
    let document = Arc::new(document);
    // Relative, so that it is found under any path that the router is nested in.
    let page = SwaggerUi::new("/docs").config(Config::from("../openapi.json"));
    Router::new().route("/openapi.json", get(async move || Json(document.clone()))).merge(page)
}
