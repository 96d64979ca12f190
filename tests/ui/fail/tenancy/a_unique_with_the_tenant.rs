use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(tenant, unique("tenant_id", "name"))]
pub struct Budget {
    pub name: String,
}

fn main() {}
