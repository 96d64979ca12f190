use fin_infra::prelude::*;

#[derive(FinResource)]
pub struct Budget {
    #[fin(default = "none")]
    pub note: String,
}

fn main() {}
