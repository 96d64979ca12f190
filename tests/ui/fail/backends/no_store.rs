use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(backends())]
pub struct Budget {
    pub name: String,
}

fn main() {}
