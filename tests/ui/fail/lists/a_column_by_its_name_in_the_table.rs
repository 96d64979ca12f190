use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(filter("total"))]
pub struct Budget {
    #[fin(column = "total")]
    pub amount: i64,
}

fn main() {}
