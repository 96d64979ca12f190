use fin_infra_core::prelude::*;
use sqlx::postgres::types::PgInterval;

#[derive(FinResource)]
pub struct Budget {
    pub period: PgInterval,
}

fn main() {}
