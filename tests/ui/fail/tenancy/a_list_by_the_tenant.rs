use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(tenant, filter("tenant_id"))]
pub struct Budget {
    pub name: String,
}

fn main() {}
