//! Decimal literals.

use rust_decimal::Decimal;

/// Creates a [`Decimal`] from a literal, such as `dec!(99.50)`. Every digit counts, and a literal that is not a decimal
/// does not compile.
///
/// ```
/// use fin_infra::prelude::*;
///
/// assert_eq!(dec!(99.50).to_string(), "99.50");
/// assert_eq!(dec!(-1_000), Decimal::from(-1_000));
/// ```
///
/// ```compile_fail
/// # use fin_infra::prelude::*;
/// let much = dec!(1e3); // a decimal has digits and a point
/// ```
#[macro_export]
macro_rules! dec {
    ($($number:tt)+) => {
        const { $crate::private::decimal(::core::concat!($(::core::stringify!($number)),+)) }
    };
}

/// The largest 96-bit number, which is the maximum mantissa of a `Decimal`.
const MAX: u128 = (1 << 96) - 1;

/// Parses the argument of [`dec!`].
///
/// # Panics
///
/// At compile time, if it is not a decimal.
#[must_use]
#[expect(clippy::cast_possible_truncation, reason = "`From` cannot be called in a constant")]
#[expect(clippy::panic, reason = "it is what stops the compiler")]
pub const fn decimal(text: &str) -> Decimal {
    let bytes = text.as_bytes();
    let negative = !bytes.is_empty() && bytes[0] == b'-';
    let (mut digits, mut scale, mut has_point, mut has_digit) = (0_u128, 0_u32, false, false);
    let mut at = negative as usize;
    while at < bytes.len() {
        match bytes[at] {
            digit @ b'0'..=b'9' => {
                digits = digits * 10 + (digit - b'0') as u128;
                assert!(digits <= MAX, "a decimal has at most 28 digits");
                has_digit = true;
                if has_point {
                    scale += 1;
                }
            }
            b'.' if has_digit && !has_point => has_point = true,
            b'_' if has_digit => {}
            _ => panic!("a decimal has digits and a point, such as 12.50"),
        }
        at += 1;
    }
    assert!(has_digit, "a decimal has digits and a point, such as 12.50");
    assert!(scale <= 28, "a decimal has at most 28 decimal places");
    Decimal::from_parts(digits as u32, (digits >> 32) as u32, (digits >> 64) as u32, negative, scale)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_literal_equals_the_decimal_that_is_parsed_from_the_same_text() {
        let in_code = [
            dec!(0),
            dec!(99.50),
            dec!(-0.0001),
            dec!(1_000_000.000_1),
            dec!(79228162514264337593543950335),
            dec!(0.0000000000000000000000000001),
            dec!(5.),
        ];
        let read = [
            "0",
            "99.50",
            "-0.0001",
            "1000000.0001",
            "79228162514264337593543950335",
            "0.0000000000000000000000000001",
            "5",
        ];
        for (in_code, text) in in_code.into_iter().zip(read) {
            let read = Decimal::from_str_exact(text).unwrap();
            assert_eq!((in_code, in_code.scale()), (read, read.scale()), "{text}");
        }
    }

    #[test]
    fn text_that_is_not_a_decimal_is_rejected() {
        for text in ["", "-", ".5", "1e3", "1.2.3", "5u8", "_1", "79228162514264337593543950336", "--1"] {
            std::panic::catch_unwind(|| decimal(text)).expect_err(text);
        }
    }
}
