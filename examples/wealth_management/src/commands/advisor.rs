//! `advisor`.

use anyhow::{Result, bail};
use clap::builder::NonEmptyStringValueParser;

use super::App;
use crate::resources::{Advisor, AdvisorCreate};

/// The arguments of `advisor`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The name of the new advisor
    #[arg(value_parser = NonEmptyStringValueParser::new())]
    name: String,
}

impl Args {
    pub(crate) async fn run(self, app: &App) -> Result<()> {
        let created = Advisor::repository().create(&app.db, AdvisorCreate::new(self.name.clone())).await;
        match created {
            Err(error) if error.is_conflict() => bail!("there is an advisor `{}` already", self.name),
            created => app.say(&created?, format!("added the advisor {}", self.name)),
        }
    }
}
