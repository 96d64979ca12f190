use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(check(created_at < due))]
pub struct Budget {
    pub due: DateTime<Utc>,
}

fn main() {}
