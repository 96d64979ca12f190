use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(tenant)]
pub struct Budget {
    #[fin(filter)]
    pub tenant_id: Uuid,
    pub name: String,
}

fn main() {}
