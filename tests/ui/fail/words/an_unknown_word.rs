use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(colour)]
pub struct Budget {
    pub name: String,
}

fn main() {}
