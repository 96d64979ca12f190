use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(tenant)]
pub struct Budget {
    #[fin(tenant)]
    pub org_id: Uuid,
    pub tenant_id: Uuid,
    pub name: String,
}

fn main() {}
