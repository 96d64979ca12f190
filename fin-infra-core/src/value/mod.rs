//! Single values: how each native type is stored, compared, and checked against the limits of its column.

mod calendar;
mod extreme;
mod instant;
mod invalid;
mod native;
mod number;
mod own;
mod scalar;
mod storable;

pub use self::calendar::Unit;
pub(crate) use self::calendar::{Offsets, TimeColumn};
pub use self::extreme::Extreme;
pub use self::instant::bound;
pub(crate) use self::invalid::InvalidValue;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub(crate) use self::native::OUTSIDE_OF_YEARS;
pub(crate) use self::native::{NEGATIVE_ZERO, Native, NativeIn, check_float, exceeds, stored_currency};
pub(crate) use self::number::Addend;
pub use self::number::Number;
pub(crate) use self::number::units;
pub use self::own::OwnType;
pub(crate) use self::scalar::Scalar;
pub use self::storable::Storable;
