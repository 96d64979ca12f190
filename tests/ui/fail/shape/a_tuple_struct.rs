use fin_infra_core::prelude::*;

#[derive(FinResource)]
pub struct Budget(pub String);

fn main() {}
