use fin_infra_core::prelude::*;

#[derive(FinResource)]
pub struct Budget {
    #[fin(tenant)]
    pub org_id: Uuid,
    #[fin(tenant)]
    pub team_id: Uuid,
    pub name: String,
}

fn main() {}
