use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(http = false, path = "/plans")]
pub struct Budget {
    pub name: String,
}

fn main() {}
