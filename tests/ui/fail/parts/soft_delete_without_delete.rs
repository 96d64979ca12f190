use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(soft_delete, delete = false)]
pub struct Budget {
    pub name: String,
}

fn main() {}
