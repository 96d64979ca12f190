use fin_infra_core::prelude::*;

#[derive(FinResource)]
pub struct Budget {
    pub größe: i64,
}

fn main() {}
