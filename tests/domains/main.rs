//! The resources of `fin-infra-domains`, on every store.

mod budgets;
mod support;
