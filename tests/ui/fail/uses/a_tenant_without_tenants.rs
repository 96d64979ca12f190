use fin_infra::prelude::*;

#[derive(FinResource)]
pub struct Budget {
    pub name: String,
}

fn main() {
    let _ = Budget::repository().tenant(Uuid::nil());
}
