//! The REST API. The tenant of a request is the advisor of its token.
//!
//! What spans several rows has a route of its own, which calls the method of the domain that keeps it right. Their tables are
//! read-only otherwise.

mod clients;
mod deletion;
mod goals;

use axum::http::request::Parts;
use axum::middleware;
use axum::{Router, http::StatusCode};
use fin_infra::http::{Action, Denied, ExtensionTenant, ResourceOptions, Resources};
use fin_infra::prelude::*;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};

use crate::auth;
use crate::resources::{
    Client, FundingAccount, Goal, GoalContribution, GoalFunding, GoalMilestone, NetWorthSnapshot,
};

/// The routes, with authentication.
pub(crate) fn router(db: Db) -> Router {
    let bearer = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
    Resources::new(db.clone())
        .about("Wealth management", env!("CARGO_PKG_VERSION"))
        .security("token", bearer)
        .tenant(ExtensionTenant)
        .permissions(permissions)
        .add_with::<Client>(clients::routes)
        .add_with::<NetWorthSnapshot>(deletion::snapshots)
        .add_with::<Goal>(goals::routes)
        .add_with::<GoalMilestone>(ResourceOptions::read_only)
        .add_with::<GoalContribution>(ResourceOptions::read_only)
        .add_with::<FundingAccount>(|accounts| accounts.without([Action::Create]))
        .add_with::<GoalFunding>(ResourceOptions::read_only)
        .ready_if(schema::check)
        .into_router()
        .layer(middleware::from_fn_with_state(db, auth::authenticate))
}

/// Everybody who works for the advisor may do everything except remove rows permanently.
fn permissions(_: &Parts, action: Action, _: &str) -> Result<(), Denied> {
    match action {
        Action::HardDelete => Err(Denied),
        _ => Ok(()),
    }
}

/// The response of a route that creates a row.
type Created<T> = (StatusCode, axum::Json<T>);

fn created<T>(row: T) -> Created<T> {
    (StatusCode::CREATED, axum::Json(row))
}
