use fin_infra_core::prelude::*;

#[derive(Debug, Clone)]
pub struct Limits {
    pub food: Decimal,
}

#[derive(FinResource)]
pub struct Budget {
    #[fin(json)]
    pub limits: Limits,
}

fn main() {}
