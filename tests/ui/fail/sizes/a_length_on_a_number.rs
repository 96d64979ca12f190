use fin_infra_core::prelude::*;

#[derive(FinResource)]
pub struct Budget {
    #[fin(length(max = 10))]
    pub amount: i64,
}

fn main() {}
