use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(timestamps = false)]
pub struct Budget {
    #[fin(created_at)]
    pub made: DateTime<Utc>,
    pub name: String,
}

fn main() {}
