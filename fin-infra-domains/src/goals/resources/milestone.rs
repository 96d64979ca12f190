//! An amount on the way to the target of a goal.

use chrono::NaiveDate;
use fin_infra::prelude::*;

use super::Goal;
use crate::text::{tidy, tidy_change};

/// An amount on the way to the target of a [`Goal`]: above zero, and unique within its goal.
///
/// Create it with [`add_milestone`](super::GoalRepository::add_milestone), which compares it with the target. A milestone that
/// was reached keeps its day, also if money is taken out later.
///
/// ```
/// use fin_infra::prelude::*;
/// use fin_infra_domains::goals::{GoalMilestone, GoalMilestoneFilter, GoalMilestoneOrder, GoalMilestoneQuery};
///
/// # async fn example(db: &Db, tenant: Uuid, goal_id: Uuid) -> Result<(), Error> {
/// let milestones = GoalMilestone::repository().tenant(tenant);
/// let open = GoalMilestoneFilter::new().goal_id(goal_id).reached_on(Condition::is_null());
/// let smallest_first = GoalMilestoneQuery::new().filter(open).order_by(GoalMilestoneOrder::Amount.asc());
/// for milestone in milestones.list(db, smallest_first).await? {
///     println!("{}: {}", milestone.name, milestone.amount);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(FinResource, Debug, Clone, PartialEq)]
#[cfg_attr(feature = "rls", fin(rls))]
#[fin(tenant, unique("goal_id", "amount"), check(amount > 0), prepare = prepare)]
pub struct GoalMilestone {
    /// The goal.
    #[fin(belongs_to = "Goal", readonly)]
    pub goal_id: Uuid,
    /// What is celebrated.
    #[fin(length(max = 128))]
    pub name: String,
    /// The amount.
    #[fin(filter, order, readonly)]
    pub amount: Money,
    /// The day by which the amount should be reached.
    #[fin(filter, order)]
    pub due_on: Option<NaiveDate>,
    /// The day on which the amount was reached.
    #[fin(filter, internal)]
    pub reached_on: Option<NaiveDate>,
}

fn prepare(input: Input<'_, GoalMilestone>) -> Result<(), Error> {
    match input {
        Input::Create(create) => tidy("name", &mut create.name),
        Input::Update(update) => tidy_change("name", &mut update.name),
    }
}
