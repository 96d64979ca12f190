use fin_infra::prelude::*;

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
