//! The arguments of the program.

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use chrono::{Local, NaiveDate};
use clap::{Parser, Subcommand};
use fin_infra::ErrorKind;

use crate::commands::{
    App, add, chart, day, delete, export, goal, import, init, list, plan, report, serve, snapshot,
};
use crate::database;

/// The heading of the options that every command has.
const GLOBAL: &str = "Options of every command";

/// Your money, in one SQLite file: accounts, transactions, budgets, goals and net worth.
#[derive(Debug, Parser)]
#[command(version, propagate_version = true)]
struct Cli {
    /// The database file
    #[arg(long, global = true, help_heading = GLOBAL, env = "PERSONAL_FINANCE_DB", value_name = "FILE", default_value = "money.db")]
    database: PathBuf,
    /// Print JSON instead of text
    #[arg(long, global = true, help_heading = GLOBAL)]
    json: bool,
    /// The day that counts as today, such as 2026-11-28
    #[arg(long, global = true, help_heading = GLOBAL, value_name = "DAY", value_parser = day)]
    today: Option<NaiveDate>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Create the database
    Init(init::Args),
    /// Bring the tables of a database up to date with this program
    Migrate,
    /// Add an account, a transaction, a rule, a goal or a contribution
    Add(add::Args),
    /// List accounts, transactions, budgets, goals, imports and so on
    List(list::Args),
    /// Make a budget from a template, or from amounts
    Plan(plan::Args),
    /// Import a bank's CSV file
    Import(import::Args),
    /// Export transactions as CSV or JSON
    Export(export::Args),
    /// Delete a transaction or a budget
    Delete(delete::Args),
    /// Undo a deletion: the last one, or a given one
    Undo(delete::UndoArgs),
    /// Change the status of a goal
    Goal(goal::Args),
    /// Record the net worth of a day
    Snapshot(snapshot::Args),
    /// Report a month: spending, budgets, alerts, goals, net worth
    Report(report::Args),
    /// Draw a chart, as SVG or PNG
    Chart(chart::Args),
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

/// The causes of an error, each once. A message about input needs no words of the database, such as the names of constraints.
fn said(error: &anyhow::Error) -> String {
    let mut said = String::new();
    for cause in error.chain() {
        let mut text = cause.to_string();
        let of_the_library = cause.downcast_ref::<fin_infra::Error>();
        if let Some(constraint) = of_the_library.and_then(fin_infra::Error::constraint) {
            text = text.replace(&format!(" ({constraint})"), "");
        }
        // The text of an error of sqlx contains that of its source.
        if !said.contains(&text) {
            said = if said.is_empty() { text } else { format!("{said}: {text}") };
        }
        if of_the_library
            .is_some_and(|error| !matches!(error.kind(), ErrorKind::Database | ErrorKind::Unavailable))
        {
            break;
        }
    }
    said
}

/// Whether the reader of standard output is gone, as in `list | head`.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

impl Cli {
    async fn run(self) -> Result<()> {
        let Self { database, json, today, command } = self;
        let today = today.unwrap_or_else(|| Local::now().date_naive());
        match command {
            Command::Init(args) => return args.run(&database, json).await,
            Command::Migrate => return init::migrate(&database, json).await,
            _ => {}
        }
        let app = App { db: database::open(&database).await?, database, json, today };
        match command {
            Command::Init(_) | Command::Migrate => Ok(()),
            Command::Add(args) => args.run(&app).await,
            Command::List(args) => args.run(&app).await,
            Command::Plan(args) => args.run(&app).await,
            Command::Import(args) => args.run(&app).await,
            Command::Export(args) => args.run(&app).await,
            Command::Delete(args) => args.run(&app).await,
            Command::Undo(args) => args.run(&app).await,
            Command::Goal(args) => args.run(&app).await,
            Command::Snapshot(args) => args.run(&app).await,
            Command::Report(args) => args.run(&app).await,
            Command::Chart(args) => args.run(&app).await,
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

    #[test]
    fn every_command_and_every_argument_has_help() {
        let mut command = super::Cli::command();
        command.build();
        let mut without = Vec::new();
        collect(&command, "", &mut without);
        assert!(without.is_empty(), "without help: {without:#?}");
    }

    fn collect(command: &clap::Command, parents: &str, without: &mut Vec<String>) {
        let name = format!("{parents} {}", command.get_name());
        if command.get_about().is_none() {
            without.push(name.clone());
        }
        let bare = command.get_arguments().filter(|argument| argument.get_help().is_none());
        without.extend(bare.map(|argument| format!("{name} {}", argument.get_id())));
        let values = command.get_arguments().filter(|argument| !argument.is_hide_possible_values_set());
        for argument in values {
            let bare = argument.get_possible_values().into_iter().filter(|value| value.get_help().is_none());
            let takes_one = argument.get_action().takes_values();
            without.extend(
                bare.filter(|_| takes_one)
                    .map(|value| format!("{name} {}: {}", argument.get_id(), value.get_name())),
            );
        }
        command.get_subcommands().for_each(|command| collect(command, &name, without));
    }

    #[test]
    fn the_help_of_import_names_every_role_of_a_column() {
        let command = super::Cli::command();
        let column = command
            .find_subcommand("import")
            .unwrap()
            .get_arguments()
            .find(|argument| argument.get_id() == "columns");
        let help = column.unwrap().get_help().unwrap().to_string();
        for role in crate::import::role_names() {
            assert!(help.contains(role), "{role}: {help}");
        }
    }
}
