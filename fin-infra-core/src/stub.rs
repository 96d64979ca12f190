//! What stands in where the derive refused the struct.

/// What is never reached, since the program that calls it does not compile.
#[must_use]
pub fn refused<T>() -> T {
    unreachable!("the derive refused the struct")
}
