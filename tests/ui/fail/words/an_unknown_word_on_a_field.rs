use fin_infra_core::prelude::*;

#[derive(FinResource)]
pub struct Budget {
    #[fin(uniqe)]
    pub name: String,
}

fn main() {}
