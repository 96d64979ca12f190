use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(check = "amount > 0")]
pub struct Budget {
    pub amount: Decimal,
}

fn main() {}
