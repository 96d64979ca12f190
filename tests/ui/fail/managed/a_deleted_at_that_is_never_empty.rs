use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(soft_delete)]
pub struct Budget {
    pub deleted_at: DateTime<Utc>,
    pub name: String,
}

fn main() {}
