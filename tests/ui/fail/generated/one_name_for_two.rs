use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(create(name = "BudgetRead"))]
pub struct Budget {
    pub name: String,
}

fn main() {}
