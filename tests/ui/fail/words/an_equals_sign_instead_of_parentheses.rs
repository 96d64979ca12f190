use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin = "tenant"]
pub struct Budget {
    pub name: String,
}

fn main() {}
