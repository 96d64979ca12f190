use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(check(tags == "a"))]
pub struct Budget {
    #[fin(json)]
    pub tags: Vec<String>,
}

fn main() {}
