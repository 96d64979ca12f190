use fin_infra_core::prelude::*;

#[derive(FinResource)]
pub struct Budget {
    #[fin(internal)]
    pub score: i64,
}

fn main() {}
