//! A column that no store can hold is one error: the types that have it are there, and can be used.

use std::collections::BTreeMap;

use fin_infra::prelude::*;

#[derive(FinResource)]
#[fin(tenant, order("count"), check(count > 0), index("range"))]
pub struct Budget {
    #[fin(id)]
    pub code: Option<Uuid>,
    #[fin(filter)]
    pub name: &'static str,
    #[fin(filter)]
    pub count: u128,
    #[fin(default)]
    pub limits: BTreeMap<String, i64>,
    #[fin(default = (1, 2))]
    pub range: (i64, i64),
    pub note: Option<Option<String>>,
    pub changed: fn(),
    pub updated_at: i64,
}

async fn used(db: &Db, tenant: Uuid, new: BudgetCreate) -> Result<(), Error> {
    let budgets = Budget::repository().tenant(tenant);
    let food = budgets.create(db, new.clone()).await?;
    let query = BudgetQuery::new().filter(BudgetFilter::new().count(3).name("Food"));
    budgets.list(db, query.order_by(BudgetOrder::Count.desc())).await?;
    budgets.update(db, food.code, BudgetUpdate { count: Some(5), ..Default::default() }).await?;
    let _: Budget = food.into();
    Ok(())
}

fn main() {
    let _ = used;
}
