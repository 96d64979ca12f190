use fin_infra_core::prelude::*;

#[derive(FinResource)]
pub struct Budget {
    #[fin(search)]
    pub amount: i64,
}

fn main() {}
