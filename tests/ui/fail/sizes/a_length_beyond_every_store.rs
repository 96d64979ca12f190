use fin_infra_core::prelude::*;

#[derive(FinResource)]
pub struct Budget {
    #[fin(length(max = 99999999999))]
    pub name: String,
}

fn main() {}
