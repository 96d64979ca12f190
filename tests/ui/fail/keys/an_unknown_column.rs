use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(unique("user_id", "name"))]
pub struct Budget {
    pub name: String,
}

fn main() {}
