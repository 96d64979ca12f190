use fin_infra_core::prelude::*;

#[derive(FinResource)]
pub struct Budget {
    #[fin(default(1))]
    pub priority: i32,
}

fn main() {}
