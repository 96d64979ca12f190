use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(table = "")]
pub struct Budget {
    pub name: String,
}

fn main() {}
