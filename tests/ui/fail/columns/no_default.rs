use fin_infra::prelude::*;

#[derive(Clone, sqlx::Type)]
pub enum Period {
    Weekly,
    Monthly,
}

#[derive(FinResource)]
pub struct Budget {
    #[fin(default)]
    pub period: Period,
}

fn main() {}
