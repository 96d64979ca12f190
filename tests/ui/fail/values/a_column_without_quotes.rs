use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(unique(name))]
pub struct Budget {
    pub name: String,
}

fn main() {}
