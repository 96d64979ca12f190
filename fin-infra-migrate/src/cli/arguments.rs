//! What can be asked of the tool.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand};

use super::super::connection::name;
use super::super::dialect::Database;

/// Keep the tables of a database in step with the structs of a program
///
/// Migrations are files of sqlx's in a folder for each database, beside notes of where they belong; `sqlx migrate` and
/// `sqlx::migrate!` take them as they are.
#[derive(Parser, Debug)]
#[command(disable_help_subcommand = true)]
pub(super) struct Arguments {
    /// The database, as `postgres://…`, `mysql://…` or `sqlite://…`; without it, `DATABASE_URL`, also from a file `.env`
    #[arg(long, global = true, value_name = "URL")]
    pub(super) database_url: Option<String>,
    /// Where the migrations are, with a folder for each database in it
    #[arg(long, global = true, value_name = "FOLDER", default_value = "migrations")]
    pub(super) folder: PathBuf,
    /// How long to wait for another tool that migrates the database at the same time, and for locks that others hold
    #[arg(long, global = true, value_name = "SECONDS", default_value_t = 300)]
    pub(super) lock_wait: u64,
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Subcommand, Debug)]
pub(super) enum Command {
    /// Write a migration: an empty one, or with --autogenerate what the structs ask for
    Revision(Revision),
    /// Apply migrations: all of them, a number of them, or those up to a version
    Upgrade {
        /// `head`, `+1`, or a version or the beginning of one
        #[arg(default_value = "head")]
        target: String,
    },
    /// Undo migrations: a number of them, those behind a version, or all
    Downgrade {
        /// `-1`, a version or the beginning of one, which stays, or `base`
        #[arg(allow_hyphen_values = true)]
        target: String,
        /// Whether tables and columns may be dropped with what they hold
        #[arg(long)]
        allow_drop: bool,
    },
    /// Say which migration the database is at
    Current,
    /// List the migrations, and which of them are applied
    History,
    /// List the migrations that none comes after
    Heads,
    /// Join two heads
    Merge(Merge),
    /// Mark migrations as applied, or as not, without running them
    Stamp {
        /// `head`, `base`, or a version or the beginning of one
        target: String,
    },
    /// Set right the folded copies that searches and `unique_ci` use, of text that was there before them; `upgrade` does so
    /// by itself
    Refold,
    /// Say whether the database matches the structs; ends with 3 if it does not
    Check,
    /// Print the SQL of an upgrade, and do nothing
    Sql {
        /// `head`, or a version or the beginning of one
        #[arg(default_value = "head")]
        target: String,
        /// The version to begin behind, for a database that is not asked; without it, the one that the database is at
        #[arg(long, value_name = "VERSION")]
        from: Option<String>,
    },
}

#[derive(Args, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(super) struct Revision {
    /// What it does, in a few words
    #[arg(short, long)]
    pub(super) message: String,
    /// Write what differs between the structs and the migrations that are there
    #[arg(long)]
    pub(super) autogenerate: bool,
    /// Compare with the database instead
    #[arg(long, requires = "autogenerate")]
    pub(super) from_database: bool,
    /// Which databases to write for; without it, the one of --database-url or `DATABASE_URL`
    #[arg(long, value_parser = database(), value_name = "DATABASE", value_delimiter = ',')]
    pub(super) database: Vec<Database>,
    /// Whether tables and columns may be dropped with what they hold
    #[arg(long, requires = "autogenerate")]
    pub(super) allow_drop: bool,
    /// Drop the rules, indexes and references that a person made, and that no struct asks for
    #[arg(long, requires = "from_database")]
    pub(super) drop_unmanaged: bool,
    /// SQL for the values that rows get in a required column: `budgets.code='none'`
    #[arg(long, value_name = "TABLE.COLUMN=SQL", requires = "autogenerate", value_parser = fill)]
    pub(super) fill: Vec<(String, String)>,
    /// On PostgreSQL, let others read and write while indexes are made and rules are checked, in files of their own
    #[arg(long, requires = "autogenerate")]
    pub(super) concurrently: bool,
}

#[derive(Args, Debug)]
pub(super) struct Merge {
    /// What it is, in a few words
    #[arg(short, long, default_value = "merge heads")]
    pub(super) message: String,
    /// Which databases to merge for; without it, the one of --database-url or `DATABASE_URL`
    #[arg(long, value_parser = database(), value_name = "DATABASE", value_delimiter = ',')]
    pub(super) database: Vec<Database>,
}

/// Reads the name of a database.
fn database() -> impl TypedValueParser<Value = Database> {
    let all = [Database::Sqlite, Database::Postgres, Database::MySql];
    PossibleValuesParser::new(all.map(name)).try_map(move |text| {
        all.into_iter().find(|database| name(*database) == text).ok_or("no such database")
    })
}

fn fill(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((column, sql)) if column.contains('.') && !sql.trim().is_empty() => {
            Ok((column.trim().to_owned(), sql.to_owned()))
        }
        _ => Err("write `table.column=SQL`, as in `budgets.code='none'`".to_owned()),
    }
}
