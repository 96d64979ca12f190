use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(check(count == "one"))]
pub struct Budget {
    pub count: i64,
}

fn main() {}
