//! Columns from which something cannot be computed.

use fin_infra::prelude::*;

#[derive(FinResource)]
#[fin(tenant, soft_delete, version)]
pub struct Expense {
    #[fin(id, group)]
    pub id: Uuid,
    #[fin(tenant, count_distinct)]
    pub tenant_id: Uuid,
    #[fin(sum)]
    pub text: String,
    #[fin(sum)]
    pub float: f64,
    #[fin(sum)]
    pub flag: bool,
    #[fin(sum, belongs_to = "Expense")]
    pub corrects: Option<Uuid>,
    #[fin(sum, secret)]
    pub hidden: i64,
    #[fin(min)]
    pub is_paid: bool,
    #[fin(max)]
    pub owner: Uuid,
    #[fin(count_distinct, json)]
    pub tags: Vec<String>,
    #[fin(group, secret)]
    pub token: String,
    #[fin(group(month))]
    pub amount: Decimal,
    #[fin(group(day), sum)]
    pub created_at: DateTime<Utc>,
    #[fin(max)]
    pub deleted_at: Option<DateTime<Utc>>,
    #[fin(group)]
    pub version: i64,
}

fn main() {}
