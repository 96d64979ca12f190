//! The resources of `fin-infra-domains`, on every store.

mod budget_rows;
mod contributions;
mod funding;
mod goals;
mod imports;
mod net_worth;
mod roll_over;
mod secured;
mod served;
mod spending;
mod support;
mod tables;
