use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(check(active < closed))]
pub struct Budget {
    pub active: bool,
    pub closed: bool,
}

fn main() {}
