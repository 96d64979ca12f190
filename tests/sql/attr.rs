//! What the check takes from the derive.

#[allow(dead_code, reason = "the derive uses all of it")]
#[path = "../../fin-infra-derive/src/attr/error.rs"]
mod error;

pub(crate) use error::{located_at, nearest, suggestion};
