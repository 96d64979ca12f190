use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(validate = check)]
pub struct Budget {
    pub name: String,
}

fn check(_budget: &Budget) -> Result<(), Error> {
    Ok(())
}

fn main() {}
