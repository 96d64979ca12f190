use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(check(amount < 1000000000000000))]
pub struct Budget {
    pub amount: Decimal,
    pub paid: Decimal,
}

fn main() {}
