//! Budgets as rows: the resources, and what their repositories do beyond the generated methods (feature `budgets`).
//!
//! | resource | a row is |
//! |---|---|
//! | [`Budget`] | a plan for one period of one user |
//! | [`BudgetCategory`] | what is planned for one category of a budget |
//! | [`Transaction`] | an amount that was spent, or paid back |
//!
//! Use them as they are, or copy the structs into your program and extend them: each method is a few lines on top of the
//! calculations in [`budgets`](crate::budgets).
//!
//! ```
//! use chrono::NaiveDate;
//! use fin_infra::prelude::*;
//! use fin_infra_domains::budgets::{Budget, BudgetCreate, Template, Transaction, TransactionCreate};
//! use fin_infra_domains::calendar::Period;
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), Error> {
//! # let db = Db::memory();
//! let (tenant, user) = (Uuid::now_v7(), Uuid::now_v7());
//! let (budgets, transactions) = (Budget::repository().tenant(tenant), Transaction::repository().tenant(tenant));
//!
//! // November, with 50 percent for needs, 30 for wants and 20 for savings.
//! let day = |day| NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
//! let november = BudgetCreate::for_period(user, "November", Period::Monthly, day(1))?;
//! let november = budgets.create_from_template(&db, november, &Template::fifty_thirty_twenty(), money!(2500 EUR)).await?;
//!
//! let rent = TransactionCreate {
//!     budget_id: Some(november.id),
//!     ..TransactionCreate::new(user, "Needs".to_owned(), day(3), money!(800 EUR))
//! };
//! transactions.create(&db, rent).await?;
//!
//! let progress = budgets.progress(&db, november.id, day(10)).await?;
//! assert_eq!(progress.of(Currency::EUR)?.categories["Needs"].percent, Some(dec!(64.00)));
//! # Ok(())
//! # }
//! ```

mod alerts;
mod budget;
mod category;
mod import;
mod lists;
mod plans;
mod progress;
mod roll_over;
mod transaction;

pub use self::budget::*;
pub use self::category::*;
pub use self::import::Imported;
pub use self::progress::BudgetProgress;
pub use self::transaction::*;
