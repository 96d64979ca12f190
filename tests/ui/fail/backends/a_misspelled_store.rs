use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(backends("postgress"))]
pub struct Budget {
    pub name: String,
}

fn main() {}
