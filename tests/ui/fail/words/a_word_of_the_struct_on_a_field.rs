use fin_infra_core::prelude::*;

#[derive(FinResource)]
pub struct Budget {
    #[fin(soft_delete)]
    pub name: String,
}

fn main() {}
