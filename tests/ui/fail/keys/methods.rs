use fin_infra::prelude::*;

#[derive(FinResource)]
#[fin(unique("a_and_b"), unique("a", "b"))]
pub struct Budget {
    pub a: i64,
    pub b: i64,
    pub a_and_b: i64,
}

fn main() {}
