//! Literals of money.

use fin_infra::prelude::*;

fn without_a_currency() {
    let _ = money!(10);
}

fn a_currency_before_the_amount() {
    let _ = money!(EUR 10);
}

fn a_text() {
    let _ = money!("10.50 EUR");
}

fn main() {}
