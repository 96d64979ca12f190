use fin_infra_core::prelude::*;

#[derive(FinResource)]
pub struct Budget {
    #[fin(column = "full-name")]
    pub name: String,
}

fn main() {}
