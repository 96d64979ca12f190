use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(check(amount > 0.00001))]
pub struct Budget {
    pub amount: Decimal,
    pub paid: Decimal,
}

fn main() {}
