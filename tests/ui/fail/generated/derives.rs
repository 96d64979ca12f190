use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(read(derive(Hash, Hash)))]
pub struct Budget {
    pub name: String,
}

fn main() {}
