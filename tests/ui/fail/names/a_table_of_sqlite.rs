use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(table = "sqlite_budgets")]
pub struct Budget {
    pub name: String,
}

fn main() {}
