//! Whether a reference leads to a row.

use crate::error::{Error, Result};

/// Whether a reference to a row of a resource always leads to one that can be read.
///
/// [`Always`] and [`Sometimes`] implement it. The derive chooses one for each resource, and for each reference.
pub trait Presence: Send + 'static {
    /// What the reference leads to.
    type Of<T: Clone + Send + 'static>: Clone + Send + 'static;

    /// Returns what was found, or the error of `missing`.
    #[doc(hidden)]
    fn of<T: Clone + Send + 'static>(
        found: Option<T>,
        missing: impl FnOnce() -> Error,
    ) -> Result<Self::Of<T>>;
}

/// A reference that always leads to a row: it is required, and the rows that it refers to are not deleted softly.
#[derive(Clone, Copy, Debug)]
pub enum Always {}

/// A reference that may lead to no row: it is optional, or the rows that it refers to can be deleted softly.
#[derive(Clone, Copy, Debug)]
pub enum Sometimes {}

impl Presence for Always {
    type Of<T: Clone + Send + 'static> = T;

    fn of<T: Clone + Send + 'static>(found: Option<T>, missing: impl FnOnce() -> Error) -> Result<T> {
        found.ok_or_else(missing)
    }
}

impl Presence for Sometimes {
    type Of<T: Clone + Send + 'static> = Option<T>;

    fn of<T: Clone + Send + 'static>(
        found: Option<T>,
        _missing: impl FnOnce() -> Error,
    ) -> Result<Option<T>> {
        Ok(found)
    }
}
