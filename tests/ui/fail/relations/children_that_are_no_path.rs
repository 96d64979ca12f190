use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(children("my goals"))]
pub struct Budget {
    pub name: String,
}

fn main() {}
