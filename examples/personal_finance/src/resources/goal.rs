//! What somebody saves for.

use chrono::NaiveDate;
use fin_infra::prelude::*;
use fin_infra_domains::goals::{GoalStatus, Milestone, Milestones};

use super::tidy;

/// The most milestones of a goal.
const MAX_MILESTONES: usize = 100;

/// The most characters of the name of a milestone.
const MAX_MILESTONE: usize = 64;

/// Something to save for.
#[derive(FinResource, Debug, Clone)]
#[fin(unique_ci("name"), children("Contribution"), check(target > 0), prepare = tidy_goal, validate = check)]
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

fn tidy_goal(input: Input<'_, Goal>) -> Result<(), Error> {
    match input {
        Input::Create(create) => tidy("name", &mut create.name),
        Input::Update(update) => update.name.as_mut().map_or(Ok(()), |name| tidy("name", name)),
    }
}

/// The target is above zero, milestones are between zero and the target, and the due date is not before the start.
fn check(input: Input<'_, Goal>) -> Result<(), Error> {
    let (target, milestones) = match &input {
        Input::Create(goal) => (Some(goal.target), Some(&goal.milestones)),
        Input::Update(goal) => (goal.target, goal.milestones.as_ref()),
        Input::Adjust(_) => return Ok(()),
    };
    if target.is_some_and(|target| target.amount() <= Decimal::ZERO) {
        return Err(Error::invalid("target", "must be above zero"));
    }
    if milestones.is_some_and(|milestones| milestones.len() > MAX_MILESTONES) {
        return Err(Error::invalid("milestones", format!("must be at most {MAX_MILESTONES}")));
    }
    for (index, milestone) in milestones.into_iter().flatten().enumerate() {
        if milestone.name.chars().count() > MAX_MILESTONE {
            let reason = format!("must have at most {MAX_MILESTONE} characters");
            return Err(Error::invalid(format!("milestones[{index}].name"), reason));
        }
    }
    let Input::Create(goal) = input else { return Ok(()) };
    for (index, milestone) in goal.milestones.iter().enumerate() {
        Money::new(milestone.amount, goal.target.currency()).map_err(|error| {
            Error::invalid(format!("milestones[{index}].amount"), error.reason().to_owned())
        })?;
    }
    if goal.due.is_some_and(|due| due < goal.starts_on) {
        return Err(Error::invalid("due", "must not be before the start"));
    }
    Milestones::new(goal.milestones.clone(), goal.target.amount()).map(drop)
}

/// Money that was put aside for a goal, or taken out if the amount is negative.
#[derive(FinResource, Debug, Clone)]
#[fin(immutable, validate = check_contribution)]
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

fn check_contribution(input: Input<'_, Contribution>) -> Result<(), Error> {
    match input {
        Input::Create(create) if create.amount.amount().is_zero() => {
            Err(Error::invalid("amount", "must not be zero"))
        }
        _ => Ok(()),
    }
}
