use fin_infra_core::prelude::*;

#[derive(FinResource)]
pub struct Budget {
    #[fin(decimal(precision = 0, scale = 0))]
    pub amount: Decimal,
}

fn main() {}
