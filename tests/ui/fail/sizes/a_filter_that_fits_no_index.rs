use fin_infra_core::prelude::*;

#[derive(FinResource)]
pub struct Budget {
    #[fin(filter, length(max = 2000))]
    pub name: String,
}

fn main() {}
