//! Single values: how each type that this crate knows is stored, compared and held against its column's limits.

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
