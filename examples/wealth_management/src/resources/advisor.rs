//! Advisors, and the tokens of the people who work for them. Neither has a tenant: a token says which one a request has.

use fin_infra::prelude::*;

/// An advisor, whose id is the tenant of everything else.
#[derive(FinResource, Debug, Clone)]
#[fin(unique("name"))]
pub struct Advisor {
    /// The name.
    #[fin(filter, order, length(max = 128))]
    pub name: String,
}

/// The token of a person who works for an advisor. The API accepts it until it expires or is deleted.
#[derive(FinResource, Debug, Clone)]
#[fin(immutable, unique("digest"), unique("advisor_id", "person"))]
pub struct ApiToken {
    /// The advisor.
    #[fin(belongs_to = "Advisor")]
    pub advisor_id: Uuid,
    /// The person.
    #[fin(filter, order, length(max = 128))]
    pub person: String,
    /// The SHA-256 of the token in hexadecimal digits: whoever reads the table cannot use the API.
    #[fin(filter, length(max = 64))]
    pub digest: String,
    /// The time from which on the token is rejected.
    pub expires_at: DateTime<Utc>,
}
