use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(table "budgets", soft_delete)]
pub struct Budget {
    pub name: String,
}

fn main() {}
