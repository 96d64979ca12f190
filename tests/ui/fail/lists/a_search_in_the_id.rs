use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(search("id"))]
pub struct Budget {
    pub id: String,
    pub name: String,
}

fn main() {}
