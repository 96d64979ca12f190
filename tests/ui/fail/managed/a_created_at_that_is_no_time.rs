use fin_infra_core::prelude::*;

#[derive(FinResource)]
pub struct Budget {
    pub created_at: i64,
    pub name: String,
}

fn main() {}
