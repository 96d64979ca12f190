use fin_infra_core::prelude::*;

#[derive(FinResource)]
pub struct Budget {
    pub count: i128,
}

fn main() {}
