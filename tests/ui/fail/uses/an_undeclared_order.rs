use fin_infra::prelude::*;

#[derive(FinResource)]
pub struct Budget {
    #[fin(order)]
    pub name: String,
    pub amount: Decimal,
}

fn main() {
    let _ = BudgetQuery::new().order_by(BudgetOrder::Amount.asc());
}
