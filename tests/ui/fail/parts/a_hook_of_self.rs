use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(prepare = Self::tidy)]
pub struct Budget {
    pub name: String,
}

fn main() {}
