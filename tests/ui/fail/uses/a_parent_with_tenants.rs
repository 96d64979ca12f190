use fin_infra::prelude::*;

#[derive(FinResource)]
#[fin(tenant)]
pub struct Budget {
    pub name: String,
}

#[derive(FinResource)]
pub struct Entry {
    #[fin(belongs_to = "Budget")]
    pub budget_id: Uuid,
}

fn main() {}
