use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(readonly)]
pub struct Budget {
    pub name: String,
}

fn main() {}
