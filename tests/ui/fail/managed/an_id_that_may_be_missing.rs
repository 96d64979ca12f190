use fin_infra_core::prelude::*;

#[derive(FinResource)]
pub struct Budget {
    pub id: Option<Uuid>,
    pub name: String,
}

fn main() {}
