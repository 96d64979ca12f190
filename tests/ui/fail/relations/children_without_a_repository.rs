use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(repository = false, children("Goal"))]
pub struct Budget {
    pub name: String,
}

fn main() {}
