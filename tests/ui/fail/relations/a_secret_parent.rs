use fin_infra_core::prelude::*;

#[derive(FinResource)]
pub struct Goal {
    pub name: String,
}

#[derive(FinResource)]
pub struct Budget {
    #[fin(secret, belongs_to = "Goal")]
    pub goal_id: Uuid,
}

fn main() {}
