use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(check(true))]
pub struct Budget {
    pub amount: Decimal,
    pub paid: Decimal,
}

fn main() {}
