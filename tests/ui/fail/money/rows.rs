//! Mistakes in rows with money.

use fin_infra::prelude::*;

#[derive(FinResource)]
#[fin(tenant)]
pub struct Invoice {
    pub price: Money,
    pub discount: Option<Money>,
}

#[derive(FinRow)]
#[fin(of = "Invoice")]
pub struct Whole {
    pub price: Money,
    pub discount: Option<Money>,
}

#[derive(FinRow)]
pub struct Like {
    #[fin(like = "Invoice::price")]
    pub price: Money,
}

fn main() {}
