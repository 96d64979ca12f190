//! `transfer`.

use anyhow::{Context, Result};
use fin_infra::prelude::*;
use fin_infra_domains::goals::NewContribution;
use serde_json::json;

use super::App;
use crate::resources::Goal;
use crate::transfer::transfer;

/// The arguments of `transfer`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The reference of the client
    client: String,
    /// The name of the goal that the money is taken from
    from: String,
    /// The name of the goal that it is put aside for
    to: String,
    /// The amount, such as 12.50
    #[arg(value_parser = amount, allow_negative_numbers = true)]
    amount: Decimal,
    /// A text
    #[arg(long)]
    note: Option<String>,
    /// An identifier: a second transfer with it is refused
    #[arg(long)]
    external_id: Option<String>,
}

/// Reads an amount with a decimal point, exactly.
fn amount(text: &str) -> Result<Decimal> {
    Decimal::from_str_exact(text).ok().with_context(|| format!("`{text}` is not an amount, such as 12.50"))
}

impl Args {
    pub(crate) async fn run(self, app: &App) -> Result<()> {
        let Self { client, from, to, amount, note, external_id } = self;
        let client = app.client(app.advisor().await?.id, &client).await?;
        let (from, to) = (app.goal(&client, &from).await?, app.goal(&client, &to).await?);
        let amount = Money::new(amount, from.target.currency())?;
        let new = NewContribution { amount, booked_on: app.today, note, external_id };
        let goals = Goal::repository().tenant(client.tenant_id);
        let [taken, put] = transfer(&app.db, &goals, (from.id, to.id), new).await?;
        app.say(
            &json!({ "from": taken.goal, "to": put.goal, "reached": put.reached }),
            format!("{} has {}, {} has {}", from.name, taken.goal.current, to.name, put.goal.current),
        )?;
        for milestone in put.reached.iter().filter(|_| !app.json) {
            crate::output::line(format!("  reached {}: {}", milestone.name, milestone.amount))?;
        }
        Ok(())
    }
}
