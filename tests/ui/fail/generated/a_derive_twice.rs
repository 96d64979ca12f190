use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(read(derive(PartialEq, PartialEq)))]
pub struct Budget {
    pub name: String,
}

fn main() {}
