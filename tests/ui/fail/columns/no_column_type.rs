use fin_infra::prelude::*;

#[derive(Debug, Clone, PartialEq)]
pub enum Period {
    Weekly,
    Monthly,
}

#[derive(FinResource)]
pub struct Budget {
    pub name: String,
    pub period: Period,
}

fn main() {}
