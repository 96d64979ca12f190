//! Values of types that only sqlx knows, read from how they travel.

use crate::column::Scalar;

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
