use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(filter("cached"))]
pub struct Budget {
    pub name: String,
    #[fin(skip)]
    pub cached: String,
}

fn main() {}
