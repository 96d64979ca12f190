use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(immutable, update(name = "Change"))]
pub struct Budget {
    pub name: String,
}

fn main() {}
