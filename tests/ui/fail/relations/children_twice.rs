use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(children("Goal", "Goal"))]
pub struct Budget {
    pub name: String,
}

fn main() {}
