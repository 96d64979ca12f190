//! Values of types that only sqlx knows, read from how they travel.

#[cfg(feature = "mysql")]
use rust_decimal::Decimal;
#[cfg(feature = "mysql")]
use sqlx::error::BoxDynError;

use crate::column::Scalar;
#[cfg(feature = "mysql")]
use crate::schema::Limits;

/// Bytes that are text, or would be.
pub(super) fn text(bytes: Vec<u8>) -> Scalar {
    String::from_utf8(bytes).map_or_else(|error| Scalar::Bytes(error.into_bytes()), Scalar::Text)
}

/// Bytes of a type that nothing is known of: no text has a zero among its bytes, and most binary values do.
pub(super) fn text_or_bytes(bytes: Vec<u8>) -> Scalar {
    if bytes.contains(&0) { Scalar::Bytes(bytes) } else { text(bytes) }
}

/// A floating-point number, or what is not as long as one.
pub(super) fn float<const N: usize>(bytes: &[u8], read: fn([u8; N]) -> f64) -> Scalar {
    match bytes.first_chunk::<N>() {
        Some(bytes) => Scalar::Float(read(*bytes)),
        None => Scalar::Bytes(bytes.to_vec()),
    }
}

/// A stored decimal with the decimals that the struct says, if it can have them.
#[cfg(feature = "mysql")]
pub(super) fn fit(value: Decimal, limits: &Limits) -> Result<Decimal, BoxDynError> {
    let scale = u32::from(limits.scale);
    let mut fitted = value;
    fitted.rescale(scale);
    if fitted == value && fitted.scale() == scale {
        Ok(fitted)
    } else {
        Err("it has more digits than the column of the struct".into())
    }
}
