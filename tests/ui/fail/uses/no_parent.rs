use fin_infra::prelude::*;

#[derive(FinResource)]
#[fin(children("Entry"))]
pub struct Budget {
    pub name: String,
}

#[derive(FinResource)]
pub struct Entry {
    pub text: String,
}

fn main() {}
