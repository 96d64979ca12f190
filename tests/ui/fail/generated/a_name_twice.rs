use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(create(name = "A"), create(name = "B"))]
pub struct Budget {
    pub name: String,
}

fn main() {}
