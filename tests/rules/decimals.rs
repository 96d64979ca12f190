//! Sums of decimals, whose values are tried by their smallest units.

use fin_infra::prelude::Decimal;

use crate::judge::rule;

/// A decimal of so many units, of which ten to the power of `scale` are one.
fn of_units(units: i128, scale: u32) -> Decimal {
    Decimal::from_i128_with_scale(units, scale)
}

const EIGHTEEN_DIGITS: i128 = 10_i128.pow(18) - 1;

macro_rules! decimals {
    (
        $places:tt $digits:expr, scale: $scale:literal, $words:tt;
        $($name:ident($table:literal): |$a:ident, $b:ident, $c:ident| $rule:expr;)*
    ) => {$(
        rule! {
            $places
            $name($table): |
                $a: Decimal $words,
                $b: Decimal $words,
                $c: Decimal $words
            | $rule,
            ends: [(-$digits, $digits); 3],
            make: |units: i128| of_units(units, $scale)
        }
    )*};
}

decimals! {
    [in_memory: Memory, on_sqlite: Sqlite, on_postgres: Postgres, on_mysql: MySql]
    EIGHTEEN_DIGITS, scale: 4, [decimal(precision = 18, scale = 4)];
    balance("balance"): |a, b, c| a - b == c;
    eight_terms("eight_decimals"): |a, b, c| a + a + a + a + b + b + b + b >= c + c + c + c + c + c + c - a;
    negated("negated_decimal"): |a, b, c| -a - b < c;
}

decimals! {
    [in_memory: Memory, on_sqlite: Sqlite, on_postgres: Postgres, on_mysql: MySql]
    EIGHTEEN_DIGITS, scale: 0, [decimal(precision = 18, scale = 0)];
    with_literals("with_literals"): |a, b, c| 2000000000 + 2000000000 + a > b - c + 999999999999999999 + 999999999999999999;
}
