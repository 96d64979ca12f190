use fin_infra_core::prelude::*;

#[derive(FinResource)]
pub struct Budget {
    #[fin(length(max = 0))]
    pub name: String,
}

fn main() {}
