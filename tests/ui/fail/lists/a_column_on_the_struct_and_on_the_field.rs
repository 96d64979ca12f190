use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(filter("name"))]
pub struct Budget {
    #[fin(filter)]
    pub name: String,
}

fn main() {}
