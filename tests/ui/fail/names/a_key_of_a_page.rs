use fin_infra::prelude::*;

#[derive(FinResource)]
pub struct Budget {
    pub fin_id: i64,
}

fn main() {}
