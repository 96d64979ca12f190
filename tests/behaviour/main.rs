//! Behaviour, one sentence a test, on every store.

mod all_tenants;
mod conflicts;
mod cursors;
mod filters;
mod foreign_keys;
mod ids;
mod json;
mod money;
mod operators;
mod paging;
mod round_trips;
mod rules;
mod search;
mod soft_delete;
mod specimens;
mod streams;
mod support;
mod tenancy;
mod tenant_types;
mod text;
mod times;
