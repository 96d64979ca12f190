use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(check(amount == fee))]
pub struct Budget {
    pub amount: Decimal,
    #[fin(decimal(scale = 2))]
    pub fee: Decimal,
}

fn main() {}
