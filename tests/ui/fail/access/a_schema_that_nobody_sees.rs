use fin_infra_core::prelude::*;

#[derive(FinResource)]
pub struct Budget {
    #[fin(internal, secret, default, schema(example = "x"))]
    pub pin: String,
}

fn main() {}
