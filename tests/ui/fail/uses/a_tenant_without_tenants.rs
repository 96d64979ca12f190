use fin_infra_core::prelude::*;

#[derive(FinResource)]
pub struct Budget {
    pub name: String,
}

fn main() {
    let _ = Budget::repository().tenant(Uuid::nil());
}
