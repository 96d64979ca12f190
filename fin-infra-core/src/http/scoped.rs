//! The rows of a request's tenant, for routes of the app's own.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use super::HttpResource;
use super::endpoint::scope;
use super::problem::{Kind, Problem};
use super::resources::Api;
use crate::repository::Repository;
use crate::store::Db;

/// The rows of the request's tenant: an extractor for routes of the app's own, which are added with
/// [`ResourceOptions::routes`](super::ResourceOptions::routes).
///
/// A request without a tenant is refused as it is on every other route.
pub struct Scoped<R: HttpResource> {
    /// The rows of the tenant.
    pub repository: Repository<R>,
    /// Where they are.
    pub db: Db,
}

impl<S: Send + Sync, R: HttpResource> FromRequestParts<S> for Scoped<R> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let Some(api) = parts.extensions.get::<Arc<Api>>().cloned() else {
            tracing::error!("`Scoped` is for routes that are added with `ResourceOptions::routes`");
            return Err(Problem::new(Kind::Internal, "the route is not part of the resources; it is logged"));
        };
        let (repository, _) = scope::<R>(&api, parts)?;
        Ok(Self { repository, db: api.db.clone() })
    }
}
