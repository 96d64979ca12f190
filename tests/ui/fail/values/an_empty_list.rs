use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(search())]
pub struct Budget {
    pub name: String,
}

fn main() {}
