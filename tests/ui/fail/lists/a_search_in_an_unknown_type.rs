use fin_infra_core::prelude::*;

pub struct Kind;

#[derive(FinResource)]
#[fin(search("kind"))]
pub struct Budget {
    pub kind: Kind,
}

fn main() {}
