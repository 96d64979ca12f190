use fin_infra_core::prelude::*;

#[derive(FinResource)]
pub struct Budget {
    #[fin(json, filter)]
    pub tags: Vec<String>,
}

fn main() {}
