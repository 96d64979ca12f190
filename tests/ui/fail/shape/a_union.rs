use fin_infra_core::prelude::*;

#[derive(FinResource)]
pub union Budget {
    pub cents: i64,
}

fn main() {}
