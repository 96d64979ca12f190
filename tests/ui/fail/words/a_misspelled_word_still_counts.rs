use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(tenent)]
pub struct Budget {
    pub tenant_id: Uuid,
    pub name: String,
}

fn main() {}
