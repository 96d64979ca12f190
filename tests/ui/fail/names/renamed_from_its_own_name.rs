use fin_infra_core::prelude::*;

#[derive(FinResource)]
pub struct Budget {
    #[fin(renamed_from = "name")]
    pub name: String,
}

fn main() {}
