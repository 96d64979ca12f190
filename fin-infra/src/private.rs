//! The names that generated code uses. Do not use them directly: anything here may change.

pub use fin_infra_core::private::*;

pub use crate::schema;

#[cfg(feature = "openapi")]
pub use ::utoipa;
#[cfg(feature = "http")]
pub use fin_infra_http::generated as http_api;

#[doc(hidden)]
#[cfg(feature = "openapi")]
#[macro_export]
macro_rules! __has_utoipa {
    () => {};
}
#[cfg(feature = "openapi")]
pub use __has_utoipa as needs_utoipa;

#[doc(hidden)]
#[cfg(feature = "schema")]
#[macro_export]
macro_rules! __discover {
    ($Resource:path) => {
        $crate::private::inventory::submit! {
            $crate::private::Discovered($crate::schema::of::<$Resource>())
        }
    };
}
#[cfg(feature = "schema")]
pub use __discover as discover;
#[cfg(feature = "schema")]
pub use fin_infra_migrate::{Discovered, inventory};

#[doc(hidden)]
#[cfg(feature = "http")]
#[macro_export]
macro_rules! __http {
    ($($code:tt)*) => { $($code)* };
}
#[cfg(feature = "http")]
pub use __http as http;

#[doc(hidden)]
#[cfg(all(feature = "http", feature = "schema"))]
#[macro_export]
macro_rules! __idempotency_keys {
    () => {
        $crate::private::discover! { $crate::http::IdempotencyKey }
    };
}
