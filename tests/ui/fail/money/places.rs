//! Literals with more decimal places than their currency.

use fin_infra::prelude::*;

fn main() {
    let _ = money!(10.005 EUR);
    let _ = money!(-0.5 JPY);
}
