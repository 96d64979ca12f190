use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(create(name = "Budget"))]
pub struct Budget {
    pub name: String,
}

fn main() {}
