use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(version, update = false, delete = false)]
pub struct Budget {
    pub name: String,
}

fn main() {}
