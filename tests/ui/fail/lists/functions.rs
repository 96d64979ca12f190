use fin_infra::prelude::*;

#[derive(FinResource)]
pub struct Message {
    #[fin(filter)]
    pub new: bool,
}

fn main() {}
