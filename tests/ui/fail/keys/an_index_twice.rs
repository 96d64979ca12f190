use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(index("name"))]
pub struct Budget {
    #[fin(index)]
    pub name: String,
}

fn main() {}
