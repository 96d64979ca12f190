use fin_infra_core::prelude::*;

#[derive(FinResource)]
pub struct Budget {
    #[fin(id)]
    pub code: String,
    #[fin(id)]
    pub number: i64,
    pub name: String,
}

fn main() {}
