//! The body of functions that exist only in programs that do not compile.

/// Never reached, since a program that calls it does not compile.
#[must_use]
pub const fn stub<T>() -> T {
    unreachable!()
}
