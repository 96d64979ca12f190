use fin_infra_core::prelude::*;

#[derive(FinResource)]
pub struct Budget {
    pub title: String,
    #[fin(renamed_from = "title")]
    pub name: String,
}

fn main() {}
