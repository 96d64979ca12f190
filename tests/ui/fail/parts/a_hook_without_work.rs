use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(create = false, update = false, validate = check)]
pub struct Budget {
    pub name: String,
}

fn main() {}
