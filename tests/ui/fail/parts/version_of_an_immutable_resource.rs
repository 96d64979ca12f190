use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(immutable, version)]
pub struct Budget {
    pub name: String,
}

fn main() {}
