use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(version)]
pub struct Budget {
    pub version: u32,
    pub name: String,
}

fn main() {}
