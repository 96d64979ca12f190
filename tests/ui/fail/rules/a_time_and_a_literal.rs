use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(check(due > "2020-01-01"))]
pub struct Budget {
    pub due: DateTime<Utc>,
}

fn main() {}
