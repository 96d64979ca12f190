//! Mistakes in rows and queries of one's own with money.

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

#[derive(FinRow)]
pub struct Plain {
    pub price: Money,
}

#[derive(FinRow)]
pub struct Amount {
    #[fin(like = "Invoice::price")]
    pub price: Decimal,
}

fn a_value_of_both_columns(tenant: Uuid, price: Money) {
    let _ = scoped_sql!(tenant, Amount, "SELECT i.price AS price FROM {Invoice} i WHERE i.price > {price: Invoice::price}");
}

fn a_value_of_both_columns_as_a_currency(tenant: Uuid, price: Money) {
    let _ = scoped_sql!(
        tenant,
        Amount,
        "SELECT i.price AS price FROM {Invoice} i WHERE i.price_currency = {price: Invoice::price_currency}"
    );
}

fn main() {}
