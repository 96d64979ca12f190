use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(check(paid == None))]
pub struct Budget {
    pub paid: Option<Decimal>,
}

fn main() {}
