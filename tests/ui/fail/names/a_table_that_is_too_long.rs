use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(table = "a_table_name_that_goes_on_for_much_longer_than_postgresql_can_keep")]
pub struct Budget {
    pub name: String,
}

fn main() {}
