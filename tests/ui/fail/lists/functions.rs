use fin_infra::prelude::*;

#[derive(FinResource)]
pub struct Message {
    #[fin(filter)]
    pub new: bool,
}

#[derive(FinResource)]
pub struct Group {
    #[fin(filter)]
    pub any_of: i64,
    #[fin(filter)]
    pub not: i64,
}

fn main() {}
