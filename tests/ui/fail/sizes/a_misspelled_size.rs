use fin_infra_core::prelude::*;

#[derive(FinResource)]
pub struct Budget {
    #[fin(decimal(precison = 6, scale = 2))]
    pub amount: Decimal,
}

fn main() {}
