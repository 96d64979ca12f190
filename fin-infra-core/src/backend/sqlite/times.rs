//! Times of types that implement sqlx's own traits, which SQLite stores as text.

use crate::value::{InvalidValue, OUTSIDE_OF_YEARS, Scalar};

/// Returns an error for a time that some database would change.
pub(super) fn check(name: &str, time: &Scalar) -> Result<(), InvalidValue> {
    let Scalar::Text(text) = time else { return Ok(()) };
    if name != "TIME" && (text.starts_with(['+', '-']) || **text < *"1000") {
        return Err(OUTSIDE_OF_YEARS.into());
    }
    let fraction = text.split_once('.').map_or("", |(_, fraction)| fraction);
    let digits = fraction.bytes().take_while(u8::is_ascii_digit);
    if digits.skip(6).any(|digit| digit != b'0') {
        return Err("must have microsecond precision, as in every database".into());
    }
    // In every database, the last second of a minute is 59.
    if text.contains(":60") { Err("must not be a leap second".into()) } else { Ok(()) }
}
