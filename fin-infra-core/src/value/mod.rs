//! Single values: how each native type is stored, compared, and checked against the limits of its column.

mod instant;
mod native;
mod refusal;
mod scalar;
mod storable;

pub use self::instant::bound;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub(crate) use self::native::OUTSIDE_OF_YEARS;
pub(crate) use self::native::{NEGATIVE_ZERO, Native, NativeIn, check_float, exceeds};
pub(crate) use self::refusal::Refusal;
pub(crate) use self::scalar::Scalar;
pub use self::storable::Storable;
