use fin_infra_core::prelude::*;

#[derive(FinResource)]
pub struct Budget {
    pub name: &'static str,
}

fn main() {}
