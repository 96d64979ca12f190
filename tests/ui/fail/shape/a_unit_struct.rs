use fin_infra_core::prelude::*;

#[derive(FinResource)]
pub struct Budget;

fn main() {}
