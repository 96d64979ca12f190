use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(check(name != 'a'))]
pub struct Budget {
    pub name: String,
}

fn main() {}
