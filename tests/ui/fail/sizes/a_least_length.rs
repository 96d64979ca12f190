use fin_infra_core::prelude::*;

#[derive(FinResource)]
pub struct Budget {
    #[fin(length(min = 1, max = 20))]
    pub name: String,
}

fn main() {}
