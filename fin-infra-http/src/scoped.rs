//! The extractor for the rows of a request's tenant, for custom routes.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use fin_infra_core::{Db, Repository};

use super::HttpResource;
use super::endpoint::{Checked, api_of, repository, tenant};
use super::problem::Problem;

/// An extractor for the rows of the request's tenant, for custom routes that are added with
/// [`ResourceOptions::route`](super::ResourceOptions::route).
///
/// A request without a tenant is rejected, as on every other route.
pub struct Scoped<R: HttpResource> {
    /// A repository that is scoped to the tenant.
    pub repository: Repository<R>,
    /// The database.
    pub db: Db,
}

impl<S: Send + Sync, R: HttpResource> FromRequestParts<S> for Scoped<R> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let api = api_of(parts)?;
        let tenant = tenant(&api, parts, Checked::of::<R>())?;
        let repository = repository(&api, &tenant)?;
        Ok(Self { repository, db: api.db.clone() })
    }
}
