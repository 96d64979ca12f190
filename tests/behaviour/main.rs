//! Behaviour, one sentence a test, on every store.

mod tenancy;
