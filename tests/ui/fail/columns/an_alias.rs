use fin_infra::prelude::*;

pub type Count = u128;

#[derive(FinResource)]
pub struct Budget {
    pub count: Count,
}

fn main() {}
