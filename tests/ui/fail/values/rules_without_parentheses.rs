use fin_infra_core::prelude::*;

#[derive(FinResource)]
pub struct Budget {
    #[fin(validate = "email")]
    pub name: String,
}

fn main() {}
