use fin_infra::prelude::*;

#[derive(FinResource)]
#[fin(check(amunt > 0 && paid / 2 > 1))]
pub struct Budget {
    pub amount: Decimal,
    pub paid: Decimal,
}

fn main() {}
