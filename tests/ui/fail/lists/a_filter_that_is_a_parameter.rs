use fin_infra_core::prelude::*;

#[derive(FinResource)]
pub struct Budget {
    #[fin(filter)]
    pub page: i32,
}

fn main() {}
