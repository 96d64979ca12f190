use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(unique_ci("number"))]
pub struct Budget {
    pub number: i64,
}

fn main() {}
