use fin_infra_core::prelude::*;

#[derive(FinResource)]
pub struct Budget {
    #[fin(belongs_to)]
    pub goal_id: Uuid,
}

fn main() {}
