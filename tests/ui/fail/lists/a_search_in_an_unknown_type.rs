use fin_infra_core::prelude::*;

#[derive(Clone, sqlx::Type)]
pub enum Kind {
    Open,
    Closed,
}

#[derive(FinResource)]
#[fin(search("kind"))]
pub struct Budget {
    pub kind: Kind,
}

fn main() {}
