use fin_infra::prelude::*;

#[derive(Clone)]
pub enum Period {
    Weekly,
    Monthly,
}

#[derive(FinResource)]
#[fin(backends("memory"))]
pub struct Budget {
    pub period: Period,
}

fn main() {}
