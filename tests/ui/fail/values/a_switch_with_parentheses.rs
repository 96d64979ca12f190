use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(soft_delete(true))]
pub struct Budget {
    pub name: String,
}

fn main() {}
