use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(read(attr("x")))]
pub struct Budget {
    pub name: String,
}

fn main() {}
