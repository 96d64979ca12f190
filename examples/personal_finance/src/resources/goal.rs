//! What somebody saves for.

use chrono::NaiveDate;
use fin_infra::prelude::*;
use fin_infra_domains::goals::{GoalStatus, Milestone, Milestones};

/// Something to save for.
#[derive(FinResource, Debug, Clone)]
#[fin(unique_ci("name"), children("Contribution"), check(target > 0), validate = check)]
pub struct Goal {
    /// The name, unique in any case.
    #[fin(order, filter, length(max = 128))]
    pub name: String,
    /// The amount to save.
    pub target: Money,
    /// The day on which saving begins.
    pub starts_on: NaiveDate,
    /// The day on which the target should be reached.
    pub due: Option<NaiveDate>,
    /// Whether it is saved for.
    #[fin(json, default)]
    pub status: GoalStatus,
    /// Amounts on the way, the smallest first.
    #[fin(json, default)]
    pub milestones: Vec<Milestone>,
}

/// Milestones are between zero and the target, and the due date is not before the start.
fn check(input: Input<'_, Goal>) -> Result<(), Error> {
    let Input::Create(goal) = input else { return Ok(()) };
    if goal.due.is_some_and(|due| due < goal.starts_on) {
        return Err(Error::invalid("due", "must not be before the start"));
    }
    Milestones::new(goal.milestones.clone(), goal.target.amount()).map(drop)
}

/// Money that was put aside for a goal, or taken out if the amount is negative.
#[derive(FinResource, Debug, Clone)]
#[fin(immutable)]
pub struct Contribution {
    /// The goal.
    #[fin(belongs_to = "Goal")]
    pub goal_id: Uuid,
    /// The day.
    #[fin(filter, order)]
    pub day: NaiveDate,
    /// The amount, in the currency of the target.
    pub amount: Money,
}
