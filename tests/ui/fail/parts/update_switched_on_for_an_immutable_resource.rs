use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(immutable, update = true)]
pub struct Budget {
    pub name: String,
}

fn main() {}
