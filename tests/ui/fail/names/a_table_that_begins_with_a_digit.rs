use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(table = "2budgets")]
pub struct Budget {
    pub name: String,
}

fn main() {}
