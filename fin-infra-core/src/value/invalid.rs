//! The reason for which a value cannot be stored. It never contains the value. If it came from an error, it includes
//! that error.

use std::borrow::Cow;

use sqlx::error::BoxDynError;

/// The reason for which a value cannot be stored. It never contains the value. If it came from an error, it includes
/// that error.
#[derive(Debug)]
pub struct InvalidValue {
    pub(crate) reason: Cow<'static, str>,
    pub(crate) source: Option<BoxDynError>,
}

impl InvalidValue {
    pub(crate) fn with_source(mut self, source: impl Into<BoxDynError>) -> Self {
        self.source = Some(source.into());
        self
    }
}

impl<T: Into<Cow<'static, str>>> From<T> for InvalidValue {
    fn from(reason: T) -> Self {
        Self { reason: reason.into(), source: None }
    }
}
