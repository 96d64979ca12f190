use fin_infra_core::prelude::*;

pub struct Goal;

#[derive(FinResource)]
pub struct Budget {
    #[fin(secret, belongs_to = "Goal")]
    pub goal_id: Uuid,
}

fn main() {}
