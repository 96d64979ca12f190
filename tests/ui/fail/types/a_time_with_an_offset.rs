use fin_infra_core::prelude::*;

#[derive(FinResource)]
pub struct Budget {
    pub due: DateTime<chrono::FixedOffset>,
}

fn main() {}
