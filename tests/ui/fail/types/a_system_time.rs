use fin_infra_core::prelude::*;

#[derive(FinResource)]
pub struct Budget {
    pub due: std::time::SystemTime,
}

fn main() {}
