use fin_infra_core::prelude::*;

pub struct Goal;

#[derive(FinResource)]
pub struct Budget {
    #[fin(belongs_to = "Goal")]
    pub goal_id: Decimal,
}

fn main() {}
