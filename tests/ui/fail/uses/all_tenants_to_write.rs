use fin_infra::prelude::*;

#[derive(FinResource)]
#[fin(tenant)]
pub struct Budget {
    pub name: String,
}

async fn writes_for_everybody(db: &Db, draft: BudgetCreate, id: Uuid) {
    let _ = Budget::repository().all_tenants().create(db, draft).await;
    let _ = Budget::repository().all_tenants().delete(db, id).await;
}

fn main() {}
