use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(soft_delete)]
pub struct Budget {
    pub fin_live: bool,
}

fn main() {}
