//! Mistakes in what is done with money.

use fin_infra::prelude::*;

#[derive(FinResource)]
#[fin(tenant)]
pub struct Invoice {
    #[fin(sum, min, filter, adjust)]
    pub price: Money,
    #[fin(sum)]
    pub discount: Option<Money>,
}

fn a_sum_of_several_currencies() {
    let _ = InvoiceAggregate::new().sum_price();
}

fn a_sum_by_the_currency_of_another_amount() {
    let _ = InvoiceAggregate::new().by_discount_currency().sum_price();
}

fn an_extreme_of_several_currencies() {
    let _ = InvoiceAggregate::new().min_price();
}

fn a_condition_on_several_currencies() {
    let _ = InvoiceAggregate::new().count().having_sum_price(Condition::gt(money!(1 EUR)));
}

fn a_condition_without_a_currency() {
    let _ = InvoiceFilter::new().price(Condition::gt(dec!(10)));
}

fn an_adjustment_without_a_currency() {
    let _ = InvoiceAdjust::new().price(dec!(10));
}

fn an_order_that_is_not_declared() {
    let _ = InvoiceQuery::new().order_by(InvoiceOrder::Price.asc());
}

fn a_literal_of_an_unknown_currency() {
    let _ = money!(10 EURO);
}

fn two_amounts_with_a_plus() {
    let _ = money!(10 EUR) + money!(1 EUR);
}

fn main() {}
