use fin_infra_core::prelude::*;

#[derive(FinResource)]
pub struct Budget {
    #[fin(secret, filter)]
    pub pin: String,
}

fn main() {}
