use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(table = "_sqlx_migrations")]
pub struct Budget {
    pub name: String,
}

fn main() {}
