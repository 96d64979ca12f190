use fin_infra::prelude::*;

#[derive(FinResource)]
pub struct Budget {
    pub name: String,
}

fn main() {
    let _ = BudgetQuery::new().search("food");
}
