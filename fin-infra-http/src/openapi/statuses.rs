//! Which problems an operation can be answered with.

use super::ExposedResource;
use crate::Action;
use crate::api::Api;
use crate::problem::Kind;
use crate::tenant::TenantRejection;

/// What the answers of a resource depend on.
pub(super) struct ResourceFacts {
    /// How a request without a tenant is answered, where there are tenants.
    pub(super) rejection: Option<TenantRejection>,
    /// Whether someone has to sign in, as the app says.
    pub(super) secured: bool,
    /// Whether rows have versions.
    pub(super) versioned: bool,
    /// Whether the keys of requests are kept.
    pub(super) keeps_keys: bool,
}

impl ResourceFacts {
    pub(super) fn of(exposed: &ExposedResource, api: &Api, secured: bool) -> Self {
        Self {
            rejection: exposed.table.tenant.map(|_| api.tenant.rejection()),
            secured,
            versioned: exposed.table.version.is_some(),
            keeps_keys: api.idempotency.is_some(),
        }
    }
}

/// The kinds of problems of an operation.
pub(super) fn of(action: Action, facts: &ResourceFacts) -> Vec<Kind> {
    let mut kinds = of_every_route(facts);
    kinds.push(Kind::InvalidQuery);
    kinds.extend_from_slice(match action {
        Action::List | Action::Search => &[Kind::InvalidHeader],
        Action::Get => &[Kind::InvalidHeader, Kind::NotFound],
        Action::Create => &[Kind::InvalidHeader, Kind::Conflict],
        // Another row may have taken its place.
        Action::Restore => &[Kind::InvalidHeader, Kind::NotFound, Kind::Conflict],
        // A row that others refer to stays.
        _ => &[Kind::InvalidHeader, Kind::NotFound, Kind::Conflict, Kind::PreconditionFailed],
    });
    if !matches!(action, Action::List | Action::Search | Action::Get) {
        // Whoever sends a body where none belongs is told so.
        kinds.extend([Kind::MalformedBody, Kind::RequestTimeout, Kind::ContentTooLarge]);
    }
    if matches!(action, Action::Create | Action::Update) {
        kinds.extend([Kind::UnsupportedMediaType, Kind::InvalidBody]);
    }
    if action == Action::Create && facts.keeps_keys {
        kinds.extend([Kind::IdempotencyKeyReused, Kind::Gone]);
    }
    if facts.versioned && matches!(action, Action::Update | Action::Delete) {
        kinds.push(Kind::PreconditionRequired);
    }
    kinds
}

/// The kinds of problems that every route of a resource can answer with, whatever it does.
pub(super) fn of_every_route(facts: &ResourceFacts) -> Vec<Kind> {
    let mut kinds = of_every_path().to_vec();
    kinds.push(Kind::Forbidden);
    match facts.rejection {
        Some(TenantRejection::BadRequest) => kinds.push(Kind::TenantMissing),
        Some(TenantRejection::Unauthorized) => kinds.push(Kind::Unauthorized),
        None => {}
    }
    if facts.secured && !kinds.contains(&Kind::Unauthorized) {
        kinds.push(Kind::Unauthorized);
    }
    kinds
}

/// The kinds of problems that every path can answer with. The first three are the server's, before the router sees the
/// request.
pub(super) fn of_every_path() -> [Kind; 5] {
    [Kind::MalformedRequest, Kind::UriTooLong, Kind::HeadTooLarge, Kind::Internal, Kind::Unavailable]
}
