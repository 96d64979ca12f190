use fin_infra_core::prelude::*;

#[derive(FinResource)]
pub struct Message {
    #[fin(filter)]
    pub new: bool,
}

fn main() {}
