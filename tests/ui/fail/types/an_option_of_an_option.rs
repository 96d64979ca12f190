use fin_infra_core::prelude::*;

#[derive(FinResource)]
pub struct Budget {
    pub note: Option<Option<String>>,
}

fn main() {}
