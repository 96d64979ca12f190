use fin_infra_core::prelude::*;

#[derive(FinResource)]
pub struct Budget<'a> {
    pub name: &'a str,
}

fn main() {}
