use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(tenant)]
pub struct Budget {
    pub tenant_id: Option<Uuid>,
    pub name: String,
}

fn main() {}
