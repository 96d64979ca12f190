use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(check(self.amount > 0))]
pub struct Budget {
    pub amount: Decimal,
    pub paid: Decimal,
}

fn main() {}
