use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(immutable)]
pub struct Budget {
    #[fin(updated_at)]
    pub changed: DateTime<Utc>,
    pub name: String,
}

fn main() {}
