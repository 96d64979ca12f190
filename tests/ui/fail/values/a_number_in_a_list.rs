use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(index("name", 1))]
pub struct Budget {
    pub name: String,
}

fn main() {}
