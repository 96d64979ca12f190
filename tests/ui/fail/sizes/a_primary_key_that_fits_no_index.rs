use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(tenant)]
pub struct Budget {
    #[fin(length(max = 900))]
    pub tenant_id: String,
    #[fin(filter)]
    pub name: String,
}

fn main() {}
