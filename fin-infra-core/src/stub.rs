//! The body of generated functions if the derive rejected the struct.

/// Never reached, since a program that calls it does not compile.
#[must_use]
pub const fn stub<T>() -> T {
    unreachable!()
}
