//! `init` and `migrate`.

use std::path::Path;

use anyhow::Result;
use serde_json::json;

use crate::{database, output, sample};

/// The arguments of `init`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Fill the database with a year of sample data
    #[arg(long)]
    sample: bool,
}

impl Args {
    pub(crate) async fn run(self, path: &Path, json: bool) -> Result<()> {
        let db = database::create(path).await?;
        if self.sample {
            sample::fill(&db).await?;
        }
        say(json, path, &format!("created {}", path.display()))
    }
}

pub(crate) async fn migrate(path: &Path, json: bool) -> Result<()> {
    let sentence = match database::migrate(path).await? {
        0 => format!("{} is up to date", path.display()),
        1 => format!("applied 1 migration to {}", path.display()),
        count => format!("applied {count} migrations to {}", path.display()),
    };
    say(json, path, &sentence)
}

fn say(json: bool, path: &Path, sentence: &str) -> Result<()> {
    match json {
        true => output::json(&json!({ "database": path, "message": sentence })),
        false => output::line(sentence),
    }
}
