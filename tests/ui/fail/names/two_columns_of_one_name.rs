use fin_infra_core::prelude::*;

#[derive(FinResource)]
pub struct Budget {
    pub name: String,
    #[fin(column = "Name")]
    pub title: String,
}

fn main() {}
