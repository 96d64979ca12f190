use fin_infra_core::prelude::*;

#[derive(FinResource)]
pub struct Budget {
    pub tags: Vec<String>,
}

fn main() {}
