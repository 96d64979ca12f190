//! Budgets, goals and net worth: exact calculations and ready resources for applications that keep other people's money data.
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
//!
//! # Resources
//!
//! With a feature for each domain, there are also resources, which an application uses as they are: `#[derive(FinResource)]`
//! structs with tenants, and repositories whose methods read rows, calculate, and write, in one transaction where that
//! matters.
//!
//! | feature | resources |
//! |---|---|
//! | `budgets` | `Budget`, `BudgetCategory`, `Transaction`: see [`budgets::resources`] |
//! | `goals` | `Goal`, `GoalMilestone`, `GoalContribution`, `FundingAccount`, `GoalFunding`: see [`goals::resources`] |
//! | `net-worth` | `NetWorthSnapshot`: see [`net_worth::resources`] |
//! | `rls` | their tables have row-level security on PostgreSQL: see [`rls`](fin_infra::FinResource#rls) |
//! | `openapi` | the enums, and the results of the calculations, are components of an OpenAPI document |
//!
//! The migration tool finds the resources of every crate that is linked, so the tables of a domain are in the migrations of a
//! program that enables its feature. A program that needs other columns copies the structs and calls the calculations.
//!
//! Amounts are [`Money`](fin_infra::Money), with as many decimal places as their currency. Amounts in different currencies are
//! never added up: a budget has its progress in each currency, and a goal and a history of net worth have only one.

mod arithmetic;
pub mod budgets;
pub mod calendar;
pub mod goals;
pub mod net_worth;
#[cfg(any(feature = "budgets", feature = "goals", feature = "net-worth"))]
mod rows;
#[cfg(any(feature = "budgets", feature = "goals"))]
mod scale;
mod split;
#[cfg(any(feature = "budgets", feature = "goals"))]
mod text;

pub use self::split::split;
