use fin_infra_core::prelude::*;

#[derive(FinResource)]
pub struct Budget {
    pub xmin: i64,
}

fn main() {}
