use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(check(count > 1i64))]
pub struct Budget {
    pub count: i64,
}

fn main() {}
