use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(immutable)]
pub struct Budget {
    #[fin(readonly)]
    pub name: String,
}

fn main() {}
