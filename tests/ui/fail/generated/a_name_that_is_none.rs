use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(read(name = "my budget"))]
pub struct Budget {
    pub name: String,
}

fn main() {}
