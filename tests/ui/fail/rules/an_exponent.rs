use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(check(amount > 1e3))]
pub struct Budget {
    pub amount: Decimal,
    pub paid: Decimal,
}

fn main() {}
