use fin_infra::prelude::*;

#[derive(FinResource)]
pub struct Budget {
    pub id: i64,
    pub name: String,
}

async fn creates_one(db: &Db, draft: BudgetCreate) {
    let _ = Budget::repository().create(db, draft).await;
}

fn main() {}
