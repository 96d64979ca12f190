//! The arguments of the program.

use std::io;
use std::process::ExitCode;

use anyhow::Result;
use chrono::{Local, NaiveDate};
use clap::{Parser, Subcommand};
use fin_infra::ErrorKind;

use crate::commands::{App, advisor, chart, import, report, seed, serve, token, transfer};
use crate::{database, output};

/// Advisors and the wealth of their clients, on MariaDB.
#[derive(Debug, Parser)]
#[command(version, propagate_version = true)]
struct Cli {
    /// The database, such as `mysql://user:password@127.0.0.1/wealth`
    #[arg(long, global = true, env = "WEALTH_DATABASE_URL", value_name = "URL", hide_env_values = true)]
    database: Option<String>,
    /// The advisor whose clients a command is about; needed if there are several
    #[arg(long, global = true, env = "WEALTH_ADVISOR", value_name = "NAME")]
    advisor: Option<String>,
    /// Print JSON instead of text
    #[arg(long, global = true)]
    json: bool,
    /// The day that counts as today
    #[arg(long, global = true, value_name = "DAY")]
    today: Option<NaiveDate>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Create the tables, or bring them up to date with this program
    Migrate,
    /// Fill an empty database with sample data: two advisors with clients
    Seed,
    /// Add an advisor
    Advisor(advisor::Args),
    /// Create, list and revoke the tokens of the API
    Token(token::Args),
    /// Import clients or snapshots from a CSV file
    Import(import::Args),
    /// Report a client, or what changed for all clients this month
    Report(report::Args),
    /// Draw a chart of a client, as SVG or PNG
    Chart(chart::Args),
    /// Move an amount between two goals of a client
    Transfer(transfer::Args),
    /// Serve the REST API, with Swagger UI at /docs
    Serve(serve::Args),
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
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
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

/// Whether the reader of standard output is gone, as in `report | head`.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

impl Cli {
    async fn run(self) -> Result<()> {
        let Self { database, advisor, json, today, command } = self;
        let url = database::url(database)?;
        if let Command::Migrate = command {
            let count = database::migrate(&url).await?;
            return match json {
                true => output::json(&serde_json::json!({ "applied": count })),
                false => output::line(format!("applied {count} migrations")),
            };
        }
        let today = today.unwrap_or_else(|| Local::now().date_naive());
        let app = App { db: database::open(&url).await?, advisor, json, today };
        match command {
            Command::Migrate => Ok(()),
            Command::Seed => seed::run(&app).await,
            Command::Advisor(args) => args.run(&app).await,
            Command::Token(args) => args.run(&app).await,
            Command::Import(args) => args.run(&app).await,
            Command::Report(args) => args.run(&app).await,
            Command::Chart(args) => args.run(&app).await,
            Command::Transfer(args) => args.run(&app).await,
            Command::Serve(args) => args.run(app).await,
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
