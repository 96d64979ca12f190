//! Goals as rows: the resources, and what their repositories do beyond the generated methods (feature `goals`).
//!
//! | resource | a row is |
//! |---|---|
//! | [`Goal`] | what a user saves for |
//! | [`GoalMilestone`] | an amount on the way |
//! | [`GoalContribution`] | money that was put aside, or taken out |
//! | [`FundingAccount`] | an account that goals are funded from |
//! | [`GoalFunding`] | the part of an account that is for a goal |
//!
//! Some facts are kept by a method, in one transaction with the row locked, and not by the row itself. Let clients use these
//! methods: in the REST API, expose the four resources beside [`Goal`] as `read_only()`, and add routes of your own.
//!
//! | fact | kept by |
//! |---|---|
//! | the current amount is the sum of the contributions | [`contribute`](GoalRepository::contribute), [`transfer`](GoalRepository::transfer) |
//! | a milestone is not above the target, and is marked when it is reached | [`add_milestone`](GoalRepository::add_milestone), [`retarget`](GoalRepository::retarget), `contribute` |
//! | the status changes only as [`GoalStatus`](crate::goals::GoalStatus) allows | [`change_status`](GoalRepository::change_status) |
//! | goals use at most 100 percent of an account | [`fund`](GoalRepository::fund), [`unfund`](GoalRepository::unfund) |
//!
//! Each of them has a variant for a transaction of the caller, whose name ends in `_in`.
//!
//! Milestones, contributions and fundings of a goal are lists with a filter by its id. They are empty for an unknown goal.
//! `extra` keeps what else an application stores with a goal, such as tags.
//!
//! ```
//! use chrono::NaiveDate;
//! use fin_infra::prelude::*;
//! use fin_infra_domains::goals::{Goal, GoalCreate, GoalStatus, NewContribution};
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), Error> {
//! # let db = Db::memory();
//! let (goals, user) = (Goal::repository().tenant(Uuid::now_v7()), Uuid::now_v7());
//! let day = |day| NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
//! let boat = goals.create(&db, GoalCreate::new(user, "Boat".to_owned(), money!(1000 EUR), day(1))).await?;
//! goals.add_milestone(&db, boat.id, "half", money!(500 EUR), day(1)).await?;
//!
//! let first = goals.contribute(&db, boat.id, NewContribution::new(money!(600 EUR), day(2))).await?;
//! assert_eq!((first.goal.current, first.reached[0].reached_on), (money!(600 EUR), Some(day(2))));
//! let second = goals.contribute(&db, boat.id, NewContribution::new(money!(400 EUR), day(9))).await?;
//! assert_eq!(second.goal.status, GoalStatus::Achieved);
//! # Ok(())
//! # }
//! ```

mod contribute;
mod contribution;
mod funding;
mod goal;
mod milestone;
mod milestones;
mod progress;
mod share;
mod status;

pub use self::contribute::{Contributed, NewContribution};
pub use self::contribution::*;
pub use self::goal::*;
pub use self::milestone::*;
pub use self::share::*;
