use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(check(first + last == "ab"))]
pub struct Budget {
    pub first: String,
    pub last: String,
}

fn main() {}
