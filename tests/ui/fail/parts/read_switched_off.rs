use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(read = false)]
pub struct Budget {
    pub name: String,
}

fn main() {}
