use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(create = false, create = true)]
pub struct Budget {
    pub name: String,
}

fn main() {}
