use fin_infra::prelude::*;

pub struct Period {
    pub days: u32,
}

#[derive(FinResource)]
pub struct Budget {
    pub period: Option<Period>,
}

fn main() {}
