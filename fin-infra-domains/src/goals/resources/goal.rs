//! A goal.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use fin_infra::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{GoalContribution, GoalFunding, GoalMilestone};
use crate::goals::GoalStatus;
use crate::text::{tidy, tidy_change};

/// What a goal is about. It is stored, and in JSON, in lower case.
///
/// ```
/// use fin_infra_domains::goals::GoalCategory;
///
/// assert_eq!(serde_json::to_value(GoalCategory::Emergency)?, "emergency");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum GoalCategory {
    /// Savings without a purpose.
    #[default]
    Savings,
    /// Savings for hard times.
    Emergency,
    /// Something to buy.
    Purchase,
    /// A debt to pay back.
    Debt,
    /// Money to invest.
    Investment,
    /// An education.
    Education,
    /// Life after work.
    Retirement,
    /// Anything else.
    Custom,
}

impl GoalCategory {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Savings,
        Self::Emergency,
        Self::Purchase,
        Self::Debt,
        Self::Investment,
        Self::Education,
        Self::Retirement,
        Self::Custom,
    ];
}

/// What a user saves for.
///
/// - `name` has 1 to 128 characters, without spaces around it, and is unique among the live goals of a user, whatever its
///   case.
/// - `target` is above zero. It changes only by [`retarget`](GoalRepository::retarget).
/// - `current` is zero in a new goal, in the currency of the target, and never negative. It changes only by
///   [`contribute`](GoalRepository::contribute) and [`transfer`](GoalRepository::transfer), and may exceed the target.
/// - `due_on` is not before `starts_on`.
/// - `priority` is 1, the most urgent, to 5. It is 3 if nothing else is said.
/// - `status` changes only by [`change_status`](GoalRepository::change_status), and by contributions that reach the target.
///
/// ```
/// use chrono::NaiveDate;
/// use fin_infra::prelude::*;
/// use fin_infra_domains::goals::{Goal, GoalCategory, GoalCreate, GoalFilter, GoalOrder, GoalQuery, GoalStatus};
///
/// # #[tokio::main]
/// # async fn main() -> Result<(), Error> {
/// # let (db, user) = (Db::memory(), Uuid::now_v7());
/// let goals = Goal::repository().tenant(Uuid::now_v7());
/// let day = |month| NaiveDate::from_ymd_opt(2026, month, 1).unwrap();
/// let boat = GoalCreate {
///     category: GoalCategory::Purchase,
///     due_on: Some(day(12)),
///     priority: 1,
///     ..GoalCreate::new(user, "Boat".to_owned(), money!(9000 EUR), day(1))
/// };
/// let boat = goals.create(&db, boat).await?;
/// assert_eq!((boat.current, boat.status), (money!(0 EUR), GoalStatus::Active));
///
/// let active = GoalFilter::new().user_id(user).status(GoalStatus::Active);
/// let urgent_first = GoalQuery::new().filter(active).order_by(GoalOrder::Priority.asc());
/// assert_eq!(goals.list(&db, urgent_first).await?.items, [boat]);
/// # Ok(())
/// # }
/// ```
#[derive(FinResource, Debug, Clone, PartialEq)]
#[cfg_attr(feature = "rls", fin(rls))]
#[fin(tenant, soft_delete, version, search("name", "notes"), unique_ci("user_id", "name"))]
// The second rule is that the current amount is not negative; amounts in two currencies violate it as well.
#[fin(check(target > 0), check(current + target >= target), check(due_on >= starts_on))]
#[fin(check(priority >= 1 && priority <= 5), order("priority, name"))]
#[fin(children("GoalMilestone", "GoalContribution", "GoalFunding"), prepare = prepare)]
pub struct Goal {
    /// The user who saves.
    #[fin(filter, readonly)]
    pub user_id: Uuid,
    /// The name.
    #[fin(filter, order, length(max = 128))]
    pub name: String,
    /// What the user wants to remember.
    #[fin(length(max = 2000))]
    pub notes: Option<String>,
    /// What it is about.
    #[fin(filter, default, length(max = 16))]
    pub category: GoalCategory,
    /// How urgent it is, from 1 to 5.
    #[fin(filter, order, default = 3)]
    pub priority: i32,
    /// The amount to save.
    #[fin(filter, adjust, readonly)]
    pub target: Money,
    /// What is saved already.
    #[fin(adjust, readonly, internal, sum, default = NOTHING)]
    pub current: Money,
    /// The day on which saving begins.
    #[fin(filter, order)]
    pub starts_on: NaiveDate,
    /// The day by which the target should be reached.
    #[fin(filter)]
    pub due_on: Option<NaiveDate>,
    /// The status.
    #[fin(filter, default, internal, length(max = 16))]
    pub status: GoalStatus,
    /// Anything else that the program keeps with a goal.
    #[fin(json, default)]
    pub extra: BTreeMap<String, Value>,
}

/// What a new goal has. It is no money yet: [`prepare`] puts the currency of the target in its place.
const NOTHING: Money = money!(0 XXX);

fn prepare(input: Input<'_, Goal>) -> Result<(), Error> {
    match input {
        Input::Create(create) => {
            if !create.current.is_zero() {
                return Err(Error::invalid("current", "must be zero in a new goal: contribute to it"));
            }
            create.current = Money::zero(create.target.currency());
            tidy("name", &mut create.name)
        }
        Input::Update(update) => tidy_change("name", &mut update.name),
        Input::Adjust(_) => Ok(()),
    }
}
