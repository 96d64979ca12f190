use fin_infra::prelude::*;

#[derive(FinResource)]
#[fin(tabel = "plans", rls, unique("nmae"), check(amount * 2 > 0))]
pub struct Budget {
    #[fin(filtr)]
    pub name: String,
    #[fin(search)]
    pub amount: Decimal,
    pub user: u64,
}

fn main() {}
