//! Behaviour, one sentence a test, on every store.

mod all_tenants;
mod money;
mod operators;
mod round_trips;
mod soft_delete;
mod specimens;
mod support;
mod tenancy;
mod tenant_types;
mod text;
mod times;
