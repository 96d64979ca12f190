use fin_infra::prelude::*;

#[derive(sqlx::Type)]
pub enum Period {
    Weekly,
    Monthly,
}

#[derive(FinResource)]
pub struct Budget {
    pub period: Period,
}

fn main() {}
