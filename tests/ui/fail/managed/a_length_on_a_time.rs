use fin_infra_core::prelude::*;

#[derive(FinResource)]
pub struct Budget {
    #[fin(length(max = 20))]
    pub created_at: DateTime<Utc>,
    pub name: String,
}

fn main() {}
