//! `goal`.

use anyhow::{Context, Result};
use fin_infra_domains::goals::GoalStatus;

use super::App;
use crate::resources::{Goal, GoalUpdate};

/// The arguments of `goal`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The name of the goal
    name: String,
    /// The new status: active, paused, achieved or abandoned
    #[arg(value_parser = status)]
    status: GoalStatus,
}

fn status(text: &str) -> Result<GoalStatus> {
    let known = GoalStatus::ALL.into_iter().find(|status| status.to_string() == text);
    known.with_context(|| format!("`{text}` is not one of active, paused, achieved, abandoned"))
}

impl Args {
    pub(crate) async fn run(self, app: &App) -> Result<()> {
        let goal = app.goal(&self.name).await?;
        let status = goal.status.change(self.status)?;
        let update = GoalUpdate { status: Some(status), ..GoalUpdate::default() };
        let row = Goal::repository().update(&app.db, goal.id, update).await?;
        app.say(&row, format!("{} is {}", row.name, row.status))
    }
}
