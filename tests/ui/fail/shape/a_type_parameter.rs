use fin_infra_core::prelude::*;

#[derive(FinResource)]
pub struct Budget<T> {
    pub detail: T,
}

fn main() {}
