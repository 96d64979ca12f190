use fin_infra_core::prelude::*;

#[derive(FinResource)]
pub struct Budget {
    #[fin(unique_ci)]
    pub name: String,
}

fn main() {}
