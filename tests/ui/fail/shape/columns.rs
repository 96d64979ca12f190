use fin_infra::prelude::*;

#[derive(FinResource)]
pub struct Budget {
    pub id: Uuid,
    #[fin(skip)]
    pub cached: String,
}

fn main() {}
