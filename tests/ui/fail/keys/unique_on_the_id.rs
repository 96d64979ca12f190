use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(unique("id"))]
pub struct Budget {
    pub name: String,
}

fn main() {}
