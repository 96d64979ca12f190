//! Goals, with what was saved for them.

use anyhow::Result;
use chrono::NaiveDate;
use fin_infra::prelude::*;
use fin_infra_domains::goals::{self, GoalStatus, Milestones, Plan};
use futures_util::TryStreamExt;
use serde::Serialize;

use crate::resources::{
    Contribution, ContributionFilter, ContributionQuery, Goal, GoalOrder, GoalQuery, GoalRead,
};

/// How far a goal is.
#[derive(Debug, Serialize)]
pub(crate) struct GoalReport {
    pub(crate) name: String,
    pub(crate) status: GoalStatus,
    pub(crate) target: Decimal,
    pub(crate) saved: Decimal,
    pub(crate) percent: Decimal,
    pub(crate) due: Option<NaiveDate>,
    /// The day on which the target is reached if saving goes on like this.
    pub(crate) completion: Option<NaiveDate>,
    /// What has to be saved in each month until the due date.
    pub(crate) monthly: Option<Decimal>,
    pub(crate) is_on_track: Option<bool>,
    /// Whether it is active, the due date has passed, and the target is not reached.
    pub(crate) is_overdue: bool,
    pub(crate) next_milestone: Option<String>,
}

/// Returns the goals in a currency that were not given up and have begun on a day.
pub(crate) async fn goals(db: &Db, currency: Currency, day: NaiveDate) -> Result<Vec<GoalReport>> {
    let query = GoalQuery::new().order_by(GoalOrder::Name.asc());
    let rows: Vec<GoalRead> = Goal::repository().stream(db, query).try_collect().await?;
    let is_shown = |goal: &GoalRead| {
        goal.target.currency() == currency && goal.starts_on <= day && goal.status != GoalStatus::Abandoned
    };
    let mut reports = Vec::new();
    for goal in rows.into_iter().filter(is_shown) {
        let saved = contributions(db, goal.id).await?;
        reports.push(report(goal, &saved, day)?);
    }
    Ok(reports)
}

/// Returns what was saved for a goal.
pub(crate) async fn contributions(
    store: impl Store<Contribution>,
    goal: Uuid,
) -> Result<Vec<goals::Contribution>> {
    let query = ContributionQuery::new().filter(ContributionFilter::new().goal_id(goal));
    let rows = Contribution::repository().stream(store, query);
    let plain = rows.map_ok(|row| goals::Contribution { day: row.day, amount: row.amount.amount() });
    Ok(plain.try_collect().await?)
}

fn report(goal: GoalRead, saved: &[goals::Contribution], day: NaiveDate) -> Result<GoalReport> {
    let plan = Plan { target: goal.target.amount(), start: goal.starts_on, due: goal.due };
    let scale = goal.target.currency().decimal_places().unwrap_or(4);
    let progress = goals::progress(plan, saved, day, scale)?;
    let mut milestones = Milestones::new(goal.milestones, goal.target.amount())?;
    milestones.reach(progress.current, day);
    Ok(GoalReport {
        name: goal.name,
        status: goal.status,
        target: goal.target.amount(),
        saved: progress.current,
        percent: progress.percent,
        due: goal.due,
        is_overdue: goal.status == GoalStatus::Active
            && progress.remaining > Decimal::ZERO
            && goal.due.is_some_and(|due| due < day),
        completion: progress.completion,
        monthly: progress.monthly,
        is_on_track: progress.is_on_track,
        next_milestone: milestones.next().map(|milestone| milestone.name.clone()),
    })
}
