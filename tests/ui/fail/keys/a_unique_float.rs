use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(unique("rate"))]
pub struct Budget {
    pub rate: f64,
}

fn main() {}
