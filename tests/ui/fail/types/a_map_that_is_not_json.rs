use fin_infra_core::prelude::*;

#[derive(FinResource)]
pub struct Budget {
    pub limits: std::collections::BTreeMap<String, i64>,
}

fn main() {}
