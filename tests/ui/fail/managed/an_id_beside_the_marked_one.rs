use fin_infra_core::prelude::*;

#[derive(FinResource)]
pub struct Budget {
    #[fin(id)]
    pub code: String,
    pub id: Uuid,
    pub name: String,
}

fn main() {}
