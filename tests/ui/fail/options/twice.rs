use fin_infra::prelude::*;

#[derive(FinResource)]
#[fin(table = "a", table = "b")]
pub struct Budget {
    pub name: String,
}

fn main() {}
