use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(update(rename = "Change"))]
pub struct Budget {
    pub name: String,
}

fn main() {}
