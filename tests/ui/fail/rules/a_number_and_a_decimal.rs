use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(check(amount > count))]
pub struct Budget {
    pub amount: Decimal,
    pub count: i64,
}

fn main() {}
