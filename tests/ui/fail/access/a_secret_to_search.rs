use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(search = "pin")]
pub struct Budget {
    #[fin(secret)]
    pub pin: String,
}

fn main() {}
