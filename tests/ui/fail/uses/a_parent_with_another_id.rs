use fin_infra::prelude::*;

#[derive(FinResource)]
pub struct Budget {
    pub name: String,
}

#[derive(FinResource)]
pub struct Entry {
    #[fin(belongs_to = "Budget")]
    pub budget_id: i64,
}

fn main() {}
