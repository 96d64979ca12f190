use fin_infra_core::prelude::*;

#[derive(FinResource)]
pub struct Budget {
    #[fin(id = false)]
    pub code: String,
}

fn main() {}
