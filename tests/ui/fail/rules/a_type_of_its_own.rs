use fin_infra_core::prelude::*;

pub struct Kind;

#[derive(FinResource)]
#[fin(check(kind == "open"))]
pub struct Budget {
    pub kind: Kind,
}

fn main() {}
