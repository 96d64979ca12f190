use fin_infra_core::prelude::*;

#[derive(FinResource)]
pub struct Budget {
    pub id: f64,
    pub name: String,
}

fn main() {}
