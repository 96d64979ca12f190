use fin_infra::prelude::*;

#[derive(FinResource)]
#[fin(tenant, soft_delete)]
pub struct Budget {
    pub name: String,
}

async fn forgot_the_tenant(db: &Db, draft: BudgetCreate, id: Uuid) {
    let _ = Budget::repository().list(db, BudgetQuery::new()).await;
    let _ = Budget::repository().create(db, draft).await;
    let _ = Budget::repository().get(db, id).await;
    let _ = Budget::repository().restore(db, id).await;
}

fn main() {}
