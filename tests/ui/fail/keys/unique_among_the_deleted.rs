use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(soft_delete, unique("name", "deleted_at"))]
pub struct Budget {
    pub name: String,
}

fn main() {}
