use fin_infra_core::prelude::*;

#[derive(FinResource)]
pub struct Größe {
    pub name: String,
}

fn main() {}
