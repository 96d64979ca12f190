use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(validate = "check budget")]
pub struct Budget {
    pub name: String,
}

fn main() {}
