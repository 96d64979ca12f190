//! Budgets, goals and net worth: exact calculations for applications that keep other people's money data.
//!
//! Each function takes plain values, so that it works with your own structs as well as with rows of a repository. Amounts
//! are [`Decimal`](rust_decimal::Decimal)s: nothing is a float, and what has to be rounded says so and takes the number of
//! decimal places. Days are dates of the calendar, without a time zone: convert an instant to the zone of its user first.
//!
//! | for | read |
//! |---|---|
//! | periods of a budget, ranges of days | [`calendar`] |
//! | an amount that is split without losing a cent | [`split`](fn@split) |
//! | progress, rollover, alerts and templates of budgets | [`budgets`] |
//! | status, milestones, funding and progress of goals | [`goals`] |
//! | growth, trend and allocation of net worth | [`net_worth`] |
//!
//! An error is a [`fin_infra::Error`] that names the argument, so that a handler can return it with `?`.

mod arithmetic;
pub mod budgets;
pub mod calendar;
pub mod goals;
pub mod net_worth;
#[cfg(feature = "resources")]
mod rows;
mod split;
#[cfg(feature = "resources")]
mod text;

pub use self::split::split;
