use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(prepare = Self::tidy)]
pub struct Budget {
    pub name: String,
}

impl Budget {
    fn tidy(_: Input<'_, Self>) -> Result<(), Error> {
        Ok(())
    }
}

fn main() {}
