use fin_infra_core::prelude::*;

#[derive(FinResource)]
pub struct Budget {
    #[fin(decimal(precision = 20, scale = 4))]
    pub amount: Decimal,
}

fn main() {}
