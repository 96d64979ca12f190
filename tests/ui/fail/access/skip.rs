use fin_infra::prelude::*;

#[derive(FinResource)]
pub struct Budget {
    pub name: String,
    #[fin(skip, filter, default = 1)]
    pub cached: i64,
}

fn main() {}
