use fin_infra_core::prelude::*;

#[derive(FinResource)]
pub struct Budget {
    #[fin(json, length(max = 20))]
    pub names: Vec<String>,
}

fn main() {}
