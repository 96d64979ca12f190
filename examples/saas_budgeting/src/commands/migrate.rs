//! `migrate`.

use anyhow::Result;

use crate::cli::Owner;
use crate::database;

/// The arguments of `migrate`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    owner: Owner,
    /// Grant a role what the application needs. Create it before: see README.md
    #[arg(long, value_name = "NAME")]
    application_role: Option<String>,
}

impl Args {
    pub(crate) async fn run(self) -> Result<()> {
        let applied = database::migrate(&self.owner.url, self.application_role.as_deref()).await?;
        println!("{applied} migrations applied");
        Ok(())
    }
}
