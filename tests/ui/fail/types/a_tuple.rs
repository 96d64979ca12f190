use fin_infra_core::prelude::*;

#[derive(FinResource)]
pub struct Budget {
    pub range: (i64, i64),
}

fn main() {}
