use fin_infra_core::prelude::*;

#[derive(FinResource)]
pub struct Budget {
    #[fin(default = "none")]
    pub note: String,
}

fn main() {}
