use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(check(amount == name))]
pub struct Budget {
    pub amount: Decimal,
    pub name: String,
}

fn main() {}
