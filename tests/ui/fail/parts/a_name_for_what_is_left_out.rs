use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(create = false, create(name = "NewBudget"))]
pub struct Budget {
    pub name: String,
}

fn main() {}
