use fin_infra::prelude::*;

#[derive(Debug, Clone, sqlx::Type)]
#[sqlx(transparent)]
pub struct BudgetId(Uuid);

#[derive(FinResource)]
pub struct Budget {
    pub id: BudgetId,
    pub name: String,
}

fn main() {}
