use fin_infra_core::prelude::*;

#[derive(FinResource)]
pub struct Budget<const N: usize> {
    pub name: String,
}

fn main() {}
