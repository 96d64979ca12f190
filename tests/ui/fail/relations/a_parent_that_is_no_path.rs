use fin_infra_core::prelude::*;

#[derive(FinResource)]
pub struct Budget {
    #[fin(belongs_to = "my goal")]
    pub goal_id: Uuid,
}

fn main() {}
