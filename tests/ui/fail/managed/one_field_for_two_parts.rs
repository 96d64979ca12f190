use fin_infra_core::prelude::*;

#[derive(FinResource)]
pub struct Budget {
    #[fin(id, tenant)]
    pub code: Uuid,
    pub name: String,
}

fn main() {}
