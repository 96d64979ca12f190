use fin_infra_core::prelude::*;

#[derive(FinResource)]
pub struct Budget {
    #[fin(decimal(precision = 6, scale = 8))]
    pub amount: Decimal,
}

fn main() {}
