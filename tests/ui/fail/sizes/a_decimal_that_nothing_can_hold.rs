use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(backends("postgres"))]
pub struct Budget {
    #[fin(decimal(precision = 40, scale = 4))]
    pub amount: Decimal,
}

fn main() {}
