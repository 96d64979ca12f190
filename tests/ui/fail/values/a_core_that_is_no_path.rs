use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(crate = 5)]
pub struct Budget {
    pub name: String,
}

fn main() {}
