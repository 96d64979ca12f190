use fin_infra_core::prelude::*;

#[derive(FinResource)]
pub struct Budget {
    #[fin(length(255))]
    pub name: String,
}

fn main() {}
