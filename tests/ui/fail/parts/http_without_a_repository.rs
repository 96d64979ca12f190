use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(repository = false, http)]
pub struct Budget {
    pub name: String,
}

fn main() {}
