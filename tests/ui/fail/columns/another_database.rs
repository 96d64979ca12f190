use fin_infra::prelude::*;
use sqlx::postgres::types::PgInterval;

#[derive(FinResource)]
pub struct Budget {
    pub period: PgInterval,
}

fn main() {}
