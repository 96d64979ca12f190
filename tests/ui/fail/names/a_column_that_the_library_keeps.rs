use fin_infra_core::prelude::*;

#[derive(FinResource)]
pub struct Budget {
    pub name: String,
    #[fin(column = "created_at")]
    pub since: DateTime<Utc>,
}

fn main() {}
