use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(check(!active))]
pub struct Budget {
    pub active: bool,
}

fn main() {}
