use fin_infra::prelude::*;

pub struct Budget;

#[derive(FinResource)]
pub struct Entry {
    #[fin(belongs_to = "Budget")]
    pub budget_id: Uuid,
}

fn main() {}
