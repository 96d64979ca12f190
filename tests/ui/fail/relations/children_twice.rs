use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(children("Goal", "Goal"))]
pub struct Budget {
    pub name: String,
}

#[derive(FinResource)]
pub struct Goal {
    #[fin(belongs_to = "Budget")]
    pub budget_id: Uuid,
}

fn main() {}
