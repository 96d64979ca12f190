//! What is stored. The tenant is the advisor, by the name that the application has for it.

use chrono::NaiveDate;
use fin_infra::prelude::*;

/// A client of an advisor.
#[derive(FinResource, Debug, Clone)]
#[fin(soft_delete, search = "name")]
pub struct Client {
    /// The advisor.
    #[fin(tenant)]
    pub advisor_id: Uuid,
    /// The client's name.
    #[fin(order)]
    pub name: String,
}

/// What a client owned and owed on one day.
#[derive(FinResource, Debug, Clone)]
#[fin(
    immutable,
    table = "net_worth_snapshots",
    unique("client_id", "taken_on"),
    check(net_worth == total_assets - total_liabilities),
    check(total_assets >= 0 && total_liabilities >= 0)
)]
pub struct Snapshot {
    /// The advisor.
    #[fin(tenant)]
    pub advisor_id: Uuid,
    /// The client.
    #[fin(belongs_to = "Client")]
    pub client_id: Uuid,
    /// The day.
    #[fin(filter, order)]
    pub taken_on: NaiveDate,
    /// What was owned.
    #[fin(decimal(precision = 16, scale = 2))]
    pub total_assets: Decimal,
    /// What was owed.
    #[fin(decimal(precision = 16, scale = 2))]
    pub total_liabilities: Decimal,
    /// The one less the other.
    #[fin(decimal(precision = 16, scale = 2))]
    pub net_worth: Decimal,
}
