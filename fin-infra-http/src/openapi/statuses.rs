//! The kinds of problems of each operation.

use super::ExposedResource;
use crate::Action;
use crate::api::Api;
use crate::problem::Kind;
use crate::tenant::TenantRejection;

/// The properties of a resource that determine its responses.
pub(super) struct ResourceFacts {
    /// The rejection of a request without a tenant, if the resource has tenants.
    pub(super) rejection: Option<TenantRejection>,
    /// Whether the app requires authentication.
    pub(super) secured: bool,
    /// Whether rows have versions.
    pub(super) versioned: bool,
    /// Whether idempotency keys are accepted.
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
        Action::List | Action::Search | Action::Aggregate => &[Kind::InvalidHeader],
        Action::Get => &[Kind::InvalidHeader, Kind::NotFound],
        Action::Create => &[Kind::InvalidHeader, Kind::Conflict],
        // Another row may have the same unique value by now.
        Action::Restore => &[Kind::InvalidHeader, Kind::NotFound, Kind::Conflict],
        // Other rows may refer to the row.
        _ => &[Kind::InvalidHeader, Kind::NotFound, Kind::Conflict, Kind::PreconditionFailed],
    });
    if !matches!(action, Action::List | Action::Search | Action::Aggregate | Action::Get) {
        // A body is rejected where none is expected.
        kinds.extend([Kind::MalformedBody, Kind::RequestTimeout, Kind::ContentTooLarge]);
    }
    if matches!(action, Action::Create | Action::Update | Action::Adjust) {
        kinds.extend([Kind::UnsupportedMediaType, Kind::InvalidBody]);
    }
    if matches!(action, Action::Create | Action::Adjust) && facts.keeps_keys {
        kinds.extend([Kind::IdempotencyKeyReused, Kind::Gone]);
    }
    if facts.versioned && matches!(action, Action::Update | Action::Delete) {
        kinds.push(Kind::PreconditionRequired);
    }
    kinds
}

/// The kinds of problems of every route of a resource.
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

/// The kinds of problems of every path. The server reports the first three before the router sees the request.
pub(super) fn of_every_path() -> [Kind; 5] {
    [Kind::MalformedRequest, Kind::UriTooLong, Kind::HeadTooLarge, Kind::Internal, Kind::Unavailable]
}
