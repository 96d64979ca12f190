use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(filter("colour"))]
pub struct Budget {
    pub name: String,
}

fn main() {}
