use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(query(attr("x")))]
pub struct Budget {
    pub name: String,
}

fn main() {}
