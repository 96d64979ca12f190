use fin_infra_core::prelude::*;

pub struct FixedOffset;

#[derive(FinResource)]
pub struct Budget {
    pub due: DateTime<FixedOffset>,
}

fn main() {}
