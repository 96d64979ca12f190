use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(tenant, rls, backends("sqlite"))]
pub struct Budget {
    pub name: String,
}

fn main() {}
