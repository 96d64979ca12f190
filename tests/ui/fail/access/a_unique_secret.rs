use fin_infra_core::prelude::*;

#[derive(FinResource)]
pub struct Budget {
    #[fin(secret, unique)]
    pub pin: String,
}

fn main() {}
