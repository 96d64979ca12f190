use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(check(rate > 0))]
pub struct Budget {
    pub rate: f64,
}

fn main() {}
