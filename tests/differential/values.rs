//! Values that columns can store, and values that they must reject.

use fin_infra::prelude::*;

use crate::dice::Rng;

/// Texts that fold, sort, search or escape differently wherever something is wrong. All fit into 24 characters.
const TEXTS: [&str; 28] = [
    "Food",
    "food",
    "FOOD",
    "Foo",
    "food ",
    " food",
    "",
    " ",
    "Straße",
    "STRASSE",
    "Ärger",
    "ärger",
    "A\u{308}rger",
    "İstanbul",
    "istanbul",
    "ΣΊΣΥΦΟΣ",
    "σίσυφος",
    "%",
    "_",
    "100%_\\",
    "it's \"so\"",
    "`x`; --",
    "\\",
    "new\nline\ttab",
    "\u{1f34e} apple",
    "\u{ffff}",
    "zebra",
    "Zebra",
];

/// Substrings of those, and the wildcards of patterns.
const PARTS: [&str; 20] = [
    "f",
    "foo",
    "OO",
    "o",
    "%",
    "_",
    "\\",
    "'",
    "\"",
    " ",
    "",
    "ß",
    "SS",
    "ä",
    "i\u{307}",
    "σ",
    "\u{1f34e}",
    "e a",
    "\n",
    "?1",
];

/// A text of at most `max` characters, or in a few cases one that no store takes.
pub(crate) fn text(dice: &mut Rng, max: usize) -> String {
    if dice.goes_wrong(5) {
        // The last one is too long when its case is folded.
        return dice.pick(&["x".repeat(max + 1), "no\0".to_owned(), "ß".repeat(max)]);
    }
    match dice.below(40) {
        0 => "\u{1f34e}".repeat(max),
        1 => "y".repeat(max),
        _ => dice.pick(&TEXTS).chars().take(max).collect(),
    }
}

/// Something to look for in texts.
pub(crate) fn part(dice: &mut Rng) -> String {
    if dice.goes_wrong(2) {
        return "o\0".to_owned();
    }
    if dice.chance(2) { "x".repeat(10_000) } else { dice.pick(&PARTS).to_owned() }
}

/// Money with two decimal places and twelve digits or, in a few cases, a value that does not fit.
pub(crate) fn money(dice: &mut Rng) -> Decimal {
    let text = if dice.goes_wrong(8) {
        dice.pick(&[
            "1.001",
            "10000000000.00",
            "-10000000000",
            "79228162514264337593543950335",
            "0.0000000000000000000000000001",
        ])
    } else {
        dice.pick(&[
            "0",
            "-0.00",
            "0.01",
            "-0.01",
            "9",
            "9.00",
            "9.0000",
            "10.00",
            "100",
            "-9.5",
            "-10",
            "9999999999.99",
            "-9999999999.99",
        ])
    };
    text.parse().expect("the literals are decimals")
}

/// Money in one of a few currencies with different decimal places or, in a few cases, an amount that does not fit.
pub(crate) fn priced(dice: &mut Rng) -> Money {
    if dice.goes_wrong(8) {
        return dice.pick(&[money!(10000000000 EUR), money!(0.0001 CLF), money!(-9999999999 JPY)]);
    }
    dice.pick(&[
        money!(0 EUR),
        money!(0.01 EUR),
        money!(9.50 EUR),
        money!(-10 EUR),
        money!(10 EUR),
        money!(9.50 USD),
        money!(10 USD),
        money!(7 JPY),
        money!(10 JPY),
        money!(0.001 KWD),
        money!(9.5 KWD),
    ])
}

/// One of these currencies, or another one.
pub(crate) fn currency(dice: &mut Rng) -> Currency {
    dice.pick(&[Currency::EUR, Currency::USD, Currency::JPY, Currency::KWD, Currency::GBP])
}

/// A time, some with more than microseconds, and a few out of every store's range.
pub(crate) fn time(dice: &mut Rng) -> DateTime<Utc> {
    let text = if dice.goes_wrong(5) {
        dice.pick(&["0999-12-31T23:59:59Z", "+10000-01-01T00:00:00Z"])
    } else {
        dice.pick(&[
            "1000-01-01T00:00:00Z",
            "1969-12-31T23:59:59.999999Z",
            "1970-01-01T00:00:00Z",
            "2025-11-01T12:00:00Z",
            "2025-11-01T12:00:00.000001Z",
            "2025-11-01T12:00:00.0000019Z",
            "2025-11-01T14:00:00+02:00",
            "2016-12-31T23:59:60.5Z",
            "9999-12-31T23:59:59.999999999Z",
        ])
    };
    text.parse().expect("the literals are times")
}

/// A binary number, or in a few cases none.
pub(crate) fn float(dice: &mut Rng) -> f64 {
    if dice.goes_wrong(6) {
        return dice.pick(&[f64::NAN, f64::INFINITY, f64::NEG_INFINITY]);
    }
    dice.pick(&[0.0, -0.0, 0.1, 1.5, -2.25, 1e30, 1e-30, 1.0 / 3.0])
}

/// A value from the limits of a double.
pub(crate) fn wide_float(dice: &mut Rng) -> f64 {
    if dice.chance(70) { float(dice) } else { dice.pick(&[1e300, f64::MAX, f64::MIN, f64::MIN_POSITIVE]) }
}

/// A whole number from one end of its type to the other.
pub(crate) fn integer(dice: &mut Rng) -> i64 {
    dice.pick(&[0, 1, -1, 2, 7, 100, i64::from(i32::MAX) + 1, i64::MAX, i64::MIN])
}

/// Bytes, of which a column takes sixteen.
pub(crate) fn bytes(dice: &mut Rng) -> Vec<u8> {
    match dice.below(20) {
        0 => vec![7; 17],
        1 => vec![0; 16],
        _ => dice
            .pick(&[
                &[][..],
                &[0],
                &[0, 0],
                &[255, 0],
                &[127],
                &[128],
                b"text",
                b"Text",
                b"te\\xt",
                &[0xc3, 0x28],
            ])
            .to_vec(),
    }
}

/// A condition on a column of such values.
pub(crate) fn condition<T: Clone>(dice: &mut Rng, mut value: impl FnMut(&mut Rng) -> T) -> Condition<T> {
    match dice.below(100) {
        0..20 => Condition::eq(value(dice)),
        20..32 => Condition::ne(value(dice)),
        32..44 => Condition::lt(value(dice)),
        44..56 => Condition::le(value(dice)),
        56..68 => Condition::gt(value(dice)),
        68..80 => Condition::ge(value(dice)),
        80..84 => Condition::any_of(dice.several(5, value)),
        84..87 => Condition::none_of(dice.several(5, value)),
        87..90 => Condition::between(value(dice), value(dice)),
        90 if !dice.goes_wrong(50) => Condition::any_of([]),
        90 => Condition::any_of(vec![value(dice); 1_001]),
        91..96 => Condition::is_null(),
        _ => Condition::is_not_null(),
    }
}

/// A condition on a text of at most `max` characters.
pub(crate) fn text_condition(dice: &mut Rng, max: usize) -> Condition<String> {
    match dice.below(100) {
        0..20 => Condition::contains(part(dice)),
        20..40 => Condition::starts_with(part(dice)),
        _ => condition(dice, |dice| text(dice, max)),
    }
}
