use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(filter(name = "struct"))]
pub struct Budget {
    pub name: String,
}

fn main() {}
