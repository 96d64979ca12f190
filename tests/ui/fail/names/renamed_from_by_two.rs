use fin_infra_core::prelude::*;

#[derive(FinResource)]
pub struct Budget {
    #[fin(renamed_from = "title")]
    pub long: String,
    #[fin(renamed_from = "title")]
    pub short: String,
}

fn main() {}
