use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(order("created_at"))]
pub struct Budget {
    #[fin(created_at)]
    pub made: DateTime<Utc>,
    pub name: String,
}

fn main() {}
