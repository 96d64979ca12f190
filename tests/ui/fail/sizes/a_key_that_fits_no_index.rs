use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(unique("first", "middle", "last"))]
pub struct Budget {
    pub first: String,
    pub middle: String,
    pub last: String,
}

fn main() {}
