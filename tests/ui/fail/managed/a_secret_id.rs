use fin_infra_core::prelude::*;

#[derive(FinResource)]
pub struct Budget {
    #[fin(secret)]
    pub id: Uuid,
    pub name: String,
}

fn main() {}
