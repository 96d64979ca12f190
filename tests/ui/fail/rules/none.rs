use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(check())]
pub struct Budget {
    pub amount: Decimal,
    pub paid: Decimal,
}

fn main() {}
