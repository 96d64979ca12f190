//! The arguments of the program.

use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Parser, Subcommand};
use fin_infra::ErrorKind;

use crate::commands::{add_company, erase, export, migrate, purge, seed, serve};

/// Budgets of many companies in one PostgreSQL.
#[derive(Debug, Parser)]
#[command(version, propagate_version = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Bring the tables up to date with this program, as their owner
    Migrate(migrate::Args),
    /// Add two companies with sample data, as the owner
    Seed(seed::Args),
    /// Add a company with its first owner, as the owner of the tables
    AddCompany(add_company::Args),
    /// Serve the web page and the REST API, with Swagger UI at /api/docs
    Serve(serve::Args),
    /// Remove the rows that were deleted some time ago; `serve` does it every day
    Purge(purge::Args),
    /// Write all rows of a company, as JSON, one a line
    Export(export::Args),
    /// Permanently remove all rows of a company, as the owner of the tables
    Erase(erase::Args),
}

/// The database, for the role that owns the tables.
#[derive(Debug, Args)]
pub(crate) struct Owner {
    /// The database, for the role that owns the tables
    #[arg(
        id = "owner_url",
        long = "owner-database-url",
        env = "OWNER_DATABASE_URL",
        hide_env_values = true,
        value_name = "URL"
    )]
    pub(crate) url: String,
}

/// The database, for the role of the application.
#[derive(Debug, Args)]
pub(crate) struct Application {
    /// The database, for the role of the application, which owns nothing
    #[arg(
        id = "application_url",
        long = "database-url",
        env = "DATABASE_URL",
        hide_env_values = true,
        value_name = "URL"
    )]
    pub(crate) url: String,
}

/// Runs the program with its arguments.
pub async fn run() -> ExitCode {
    let result = match Cli::try_parse() {
        Ok(cli) => cli.run().await,
        Err(error) => {
            // Help is printed to standard output, an error to standard error; a closed stream is ignored.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {}", said(&error));
            ExitCode::FAILURE
        }
    }
}

/// The causes of an error, each once. A message about input needs no words of the database.
fn said(error: &anyhow::Error) -> String {
    let mut said = String::new();
    for cause in error.chain() {
        let text = cause.to_string();
        // The text of an error of sqlx contains that of its source.
        if !said.contains(&text) {
            said = if said.is_empty() { text } else { format!("{said}: {text}") };
        }
        let of_the_library = cause.downcast_ref::<fin_infra::Error>();
        if of_the_library
            .is_some_and(|error| !matches!(error.kind(), ErrorKind::Database | ErrorKind::Unavailable))
        {
            break;
        }
    }
    said
}

impl Cli {
    async fn run(self) -> Result<()> {
        match self.command {
            Command::Migrate(args) => args.run().await,
            Command::Seed(args) => args.run().await,
            Command::AddCompany(args) => args.run().await,
            Command::Serve(args) => args.run().await,
            Command::Purge(args) => args.run().await,
            Command::Export(args) => args.run().await,
            Command::Erase(args) => args.run().await,
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_arguments_do_not_contradict_each_other() {
        super::Cli::command().debug_assert();
    }
}
