//! The resources. The tenant is the advisor, in a column that the application names.

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

/// A client's assets and liabilities on one day.
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
    /// The total of all assets.
    #[fin(decimal(precision = 16, scale = 2))]
    pub total_assets: Decimal,
    /// The total of all liabilities.
    #[fin(decimal(precision = 16, scale = 2))]
    pub total_liabilities: Decimal,
    /// Assets minus liabilities.
    #[fin(decimal(precision = 16, scale = 2))]
    pub net_worth: Decimal,
}
