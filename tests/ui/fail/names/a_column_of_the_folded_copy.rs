use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(search = "name")]
pub struct Budget {
    pub name: String,
    pub name_folded: String,
}

fn main() {}
