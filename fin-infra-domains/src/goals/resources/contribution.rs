//! Money for a goal.

use chrono::NaiveDate;
use fin_infra::prelude::*;

use super::Goal;

/// Money that was put aside for a [`Goal`], or taken out if the amount is negative. It never changes and is never deleted: to
/// correct it, contribute the opposite amount.
///
/// Create it with [`contribute`](super::GoalRepository::contribute), which also moves the current amount of the goal.
///
/// ```
/// use fin_infra::prelude::*;
/// use fin_infra_domains::goals::{GoalContribution, GoalContributionAggregate, GoalContributionFilter};
///
/// # async fn example(db: &Db, tenant: Uuid, goal_id: Uuid) -> Result<(), Error> {
/// let of_goal = GoalContributionFilter::new().goal_id(goal_id);
/// let by_month = GoalContributionAggregate::new().filter(of_goal).by_month().by_amount_currency().sum_amount();
/// for (month, _, saved) in GoalContribution::repository().tenant(tenant).aggregate(db, by_month).await? {
///     println!("{month}: {saved}");
/// }
/// # Ok(())
/// # }
/// ```
#[derive(FinResource, Debug, Clone, PartialEq)]
#[cfg_attr(feature = "rls", fin(rls))]
#[fin(tenant, immutable, delete = false, unique("goal_id", "external_id"), check(amount != 0))]
pub struct GoalContribution {
    /// The goal.
    #[fin(belongs_to = "Goal", group)]
    pub goal_id: Uuid,
    /// The amount.
    #[fin(filter, sum)]
    pub amount: Money,
    /// The day on which it was put aside.
    #[fin(filter, order, group(day, month, year))]
    pub booked_on: NaiveDate,
    /// The user's text.
    #[fin(length(max = 500))]
    pub note: Option<String>,
    /// An identifier of the caller, unique within the goal, so that a request that is sent again is booked once.
    #[fin(filter, length(max = 200))]
    pub external_id: Option<String>,
}
