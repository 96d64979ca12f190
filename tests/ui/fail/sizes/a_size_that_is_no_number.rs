use fin_infra_core::prelude::*;

#[derive(FinResource)]
pub struct Budget {
    #[fin(decimal(precision = "six"))]
    pub amount: Decimal,
}

fn main() {}
