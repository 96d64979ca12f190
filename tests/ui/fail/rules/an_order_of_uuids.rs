use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(check(first < last))]
pub struct Budget {
    pub first: Uuid,
    pub last: Uuid,
}

fn main() {}
