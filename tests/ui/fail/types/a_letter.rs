use fin_infra_core::prelude::*;

#[derive(FinResource)]
pub struct Budget {
    pub grade: char,
}

fn main() {}
