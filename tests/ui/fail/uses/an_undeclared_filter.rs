use fin_infra::prelude::*;

#[derive(FinResource)]
pub struct Budget {
    #[fin(filter)]
    pub name: String,
    pub amount: Decimal,
}

fn main() {
    let _ = BudgetFilter::new().amount(Decimal::ONE);
}
