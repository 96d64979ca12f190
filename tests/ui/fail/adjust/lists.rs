//! Columns that are named on the struct.

use fin_infra::prelude::*;

#[derive(FinResource)]
#[fin(tenant, adjust("balance", "balanse", "tenant_id", "balance"))]
pub struct Account {
    pub balance: Decimal,
}

#[derive(FinResource)]
#[fin(adjust(balance), adjust())]
pub struct Unquoted {
    pub balance: Decimal,
}

#[derive(FinResource)]
#[fin(adjust(name = "Change"))]
pub struct Renamed {
    pub balance: Decimal,
}

#[derive(FinResource)]
#[fin(adjust("balance", derive(Clone, Hash), colour = "red"))]
pub struct Derived {
    pub balance: Decimal,
}

#[derive(FinResource)]
#[fin(adjust("balance", name = "TakenUpdate"))]
pub struct Taken {
    pub balance: Decimal,
}

fn main() {}
