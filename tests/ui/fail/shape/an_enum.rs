use fin_infra_core::prelude::*;

#[derive(FinResource)]
pub enum Budget {
    Food,
}

fn main() {}
