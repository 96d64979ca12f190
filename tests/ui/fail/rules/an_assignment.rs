use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(check(amount = paid))]
pub struct Budget {
    pub amount: Decimal,
    pub paid: Decimal,
}

fn main() {}
