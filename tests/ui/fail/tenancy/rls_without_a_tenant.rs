use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(rls)]
pub struct Budget {
    pub name: String,
}

fn main() {}
