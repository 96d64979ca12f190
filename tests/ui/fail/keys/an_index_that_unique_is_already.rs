use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(unique("user_id", "name"), index("user_id"))]
pub struct Budget {
    pub user_id: Uuid,
    pub name: String,
}

fn main() {}
