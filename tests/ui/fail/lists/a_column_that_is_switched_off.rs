use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(order("deleted_at"))]
pub struct Budget {
    pub name: String,
}

fn main() {}
