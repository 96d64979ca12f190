use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(check(count > 0.5))]
pub struct Budget {
    pub count: i64,
}

fn main() {}
