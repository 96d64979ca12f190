use fin_infra::prelude::*;

#[derive(FinResource)]
#[fin(children("Transfer"))]
pub struct Account {
    pub name: String,
}

#[derive(FinResource)]
pub struct Transfer {
    #[fin(belongs_to = "Account")]
    pub source: Uuid,
    #[fin(belongs_to = "Account")]
    pub target: Uuid,
}

fn main() {}
