//! The REST API: see [`Resources`].

#[doc(inline)]
pub use fin_infra_http::*;

#[cfg(feature = "schema")]
pub use crate::__idempotency_keys as idempotency_keys;
