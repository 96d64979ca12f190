//! Resources with everything that a statement can be about.

use fin_infra::prelude::*;

/// Money that is kept apart.
#[derive(FinResource, Debug, Clone)]
#[fin(
    tenant,
    rls,
    soft_delete,
    version,
    search("name", "notes"),
    unique("owner", "code"),
    unique_ci("name"),
    index("owner", "amount"),
    check(amount >= 0),
    children("Entry")
)]
pub(crate) struct Fund {
    #[fin(filter, order, group)]
    pub(crate) owner: Uuid,
    #[fin(filter, order, length(max = 40))]
    pub(crate) name: String,
    #[fin(filter, order, length(max = 10))]
    pub(crate) code: Option<String>,
    pub(crate) notes: Option<String>,
    #[fin(adjust, filter, order, sum, min)]
    pub(crate) amount: Decimal,
    #[fin(created_at, group(month))]
    pub(crate) created_at: DateTime<Utc>,
}

/// What went into a fund. Its tenant is a name, and its rows go for good.
#[derive(FinResource, Debug, Clone)]
#[fin(table = "fund_entries", unique("fund_id", "number"), children("Entry"))]
pub(crate) struct Entry {
    #[fin(tenant)]
    pub(crate) company: Uuid,
    #[fin(belongs_to = "Fund", order)]
    pub(crate) fund_id: Uuid,
    #[fin(belongs_to = "Entry", filter)]
    pub(crate) corrects: Option<Uuid>,
    #[fin(adjust, filter, order, sum)]
    pub(crate) number: i32,
}

/// A price, of a tenant with a name, that never changes.
#[derive(FinResource, Debug, Clone)]
#[fin(immutable, timestamps = false, unique_ci("symbol"), filter("symbol"))]
pub(crate) struct Price {
    #[fin(tenant, length(max = 30))]
    pub(crate) market: String,
    #[fin(length(max = 12))]
    pub(crate) symbol: String,
    pub(crate) amount: Decimal,
}

/// What is paid out of a fund, with a number for each tenant.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, rls, immutable, soft_delete)]
pub(crate) struct Voucher {
    #[fin(number(per = "tenant"), filter, order)]
    pub(crate) number: i64,
    #[fin(belongs_to = "Fund")]
    pub(crate) fund_id: Option<Uuid>,
}
