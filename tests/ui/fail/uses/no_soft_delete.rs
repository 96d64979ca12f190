use fin_infra::prelude::*;

#[derive(FinResource)]
pub struct Budget {
    pub name: String,
}

async fn restores_what_is_gone(db: &Db, id: Uuid) {
    let budgets = Budget::repository();
    let _ = budgets.restore(db, id).await;
    let _ = budgets.hard_delete(db, id).await;
    let _ = budgets.list_deleted(db, BudgetQuery::new()).await;
    let _ = budgets.list(db, BudgetQuery::new().include_deleted()).await;
}

fn main() {}
