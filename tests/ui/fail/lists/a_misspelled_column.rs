use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(order("nmae"))]
pub struct Budget {
    pub name: String,
}

fn main() {}
