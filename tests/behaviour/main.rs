//! Behaviour, one sentence a test, on every store.

mod support;
mod tenancy;
