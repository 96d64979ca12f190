use fin_infra::prelude::*;

#[derive(FinResource)]
#[fin(version)]
pub struct Budget {
    pub name: String,
}

async fn forgot_the_version(db: &Db, id: Uuid) {
    let budgets = Budget::repository();
    let _ = budgets.update(db, id, BudgetUpdate::default()).await;
    let _ = budgets.delete(db, id).await;
}

fn main() {}
