//! Amounts in several currencies that a query takes together.

use fin_infra::prelude::*;
use fin_infra::scoped_sql;

#[derive(FinResource)]
#[fin(tenant)]
pub struct Invoice {
    pub price: Money,
    pub fee: Money,
}

#[derive(FinRow)]
pub struct Total {
    #[fin(like = "Invoice::price")]
    pub total: Decimal,
}

fn a_sum_without_groups(acme: Uuid) {
    let _ = scoped_sql!(acme, Total, "SELECT SUM(price) AS total FROM {Invoice}");
}

fn the_largest_amount(acme: Uuid) {
    let _ = scoped_sql!(acme, Total, "SELECT MAX(i.price) AS total FROM {Invoice} i");
}

fn groups_of_something_else(acme: Uuid) {
    let _ = scoped_sql!(acme, Total, "SELECT SUM(i.price) AS total FROM {Invoice} i GROUP BY i.fee_currency");
}

fn a_sum_of_two_columns(acme: Uuid) {
    let _ = scoped_sql!(acme, Total, "SELECT SUM(price + fee) AS total FROM {Invoice} GROUP BY price_currency");
}

fn a_sum_of_sums(acme: Uuid) {
    let _ = scoped_sql!(acme, Total, "
        WITH sums AS (SELECT SUM(price) AS amount FROM {Invoice} GROUP BY price_currency)
        SELECT SUM(s.amount) AS total FROM sums s");
}

fn groups_with_all_of_them(acme: Uuid) {
    let _ = scoped_sql!(acme, Total, "SELECT SUM(price) AS total FROM {Invoice} GROUP BY ROLLUP(price_currency)");
}

fn a_window_over_all_rows(acme: Uuid) {
    let _ = scoped_sql!(acme, Total, "SELECT SUM(price) OVER (ORDER BY id) AS total FROM {Invoice}");
}

fn the_currency_of_another_row(acme: Uuid) {
    let _ = scoped_sql!(acme, Total, "
        SELECT SUM(b.price) AS total FROM {Invoice} a JOIN {Invoice} b ON b.id = a.id GROUP BY a.price_currency");
}

fn an_order_by_a_sum(acme: Uuid) {
    let _ = scoped_sql!(acme, Total, "
        SELECT COUNT(*) AS total FROM {Invoice} GROUP BY id ORDER BY SUM(price)");
}

fn main() {}
