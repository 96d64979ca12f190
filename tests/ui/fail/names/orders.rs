use fin_infra::prelude::*;

#[derive(FinResource)]
pub struct Budget {
    #[fin(order)]
    pub period_start: i64,
    #[fin(order)]
    pub period__start: i64,
}

fn main() {}
