//! Sums of whole numbers, of each type and of several together.

use crate::judge::rule;

macro_rules! integers {
    ($($name:ident($table:literal): |$($field:ident: $ty:ty),*| $rule:expr;)*) => {$(
        rule! {
            [in_memory: Memory, on_sqlite: Sqlite, on_postgres: Postgres, on_mysql: MySql]
            $name($table): |$($field: $ty),*| $rule,
            ends: [$((i128::from(<$ty>::MIN), i128::from(<$ty>::MAX))),*],
            make: |value: i128| value.try_into().unwrap()
        }
    )*};
}

integers! {
    signed_bytes("signed_bytes"): |a: i8, b: i8, c: i8| a + b >= c;
    signed_words("signed_words"): |a: i16, b: i16, c: i16| a + b + 1 > c - a;
    signed_halves("signed_halves"): |a: i32, b: i32, c: i32| -a - b <= c;
    bytes("unsigned_bytes"): |a: u8, b: u8, c: u8| a >= b - c;
    words("unsigned_words"): |a: u16, b: u16, c: u16| a - b < c + 100;
    halves("unsigned_halves"): |a: u32, b: u32, c: u32| a >= b - c;
    halves_below_zero("unsigned_halves_below_zero"): |a: u32, b: u32, c: u32| -a < b - c;
    at_least("at_least"): |a: i64, b: i64, c: i64| a + b >= c;
    more("more"): |a: i64, b: i64, c: i64| a - b > c;
    at_most("at_most"): |a: i64, b: i64, c: i64| a + b <= c + 1 + c;
    less("less"): |a: i64, b: i64, c: i64| -a < b + c;
    equal("equal"): |a: i64, b: i64, c: i64| a + b == b - c;
    other("other"): |a: i64, b: i64, c: i64| a - b != c - b;
    negated("negated"): |a: i64, b: i64, c: i64| -a >= c && b != 5;
    far_from_zero("far_from_zero"): |a: i64, b: i64, c: i64| a - 9223372036854775807 + b < c - 9223372036854775807;
    eight("eight_terms"): |a: i64, b: i64, c: i64| a + a + a + a + b + b + b + b > c + c + c + c - a - a - a - a;
    several_types("several_types"): |a: u32, b: i64, c: i8| a - b <= c + 7;
    small_and_signed("small_and_signed"): |a: u8, b: i16, c: u32| a - c >= b;
}
